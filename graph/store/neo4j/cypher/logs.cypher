// == add
CREATE (e:Entry)
SET e = $properties

// == read
MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, seq) WHERE e.stream = $stream AND e.seq > $after
RETURN e.stream, e.seq, e.payload, coalesce(e.key, ''), e.digest, e.tx ORDER BY e.seq LIMIT $limit

// == last
MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, seq) WHERE e.stream = $stream AND e.seq > 0
RETURN e.stream, e.seq, e.payload, coalesce(e.key, ''), e.digest, e.tx ORDER BY e.seq DESC LIMIT 1

// == find
MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, key) WHERE e.stream = $stream AND e.key = $key
RETURN e.stream, e.seq, e.payload, e.key, e.digest, e.tx

// == streams
MATCH (e:Entry) RETURN DISTINCT e.stream AS stream ORDER BY stream

// == policy
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (f:PolicyForce) WHERE f.kind = $kind AND f.tx >= 0 AND f.tx <= at AND f.tx_end > at
MATCH (p:Policy) WHERE p.kind = f.kind AND p.digest = f.digest
RETURN p.digest, p.text

// == keep_policy
MERGE (p:Policy {kind: $kind, digest: $digest})
ON CREATE SET p.text = $text, p.tx = $tx

// == end_force
MATCH (f:PolicyForce) WHERE f.kind = $kind AND f.tx >= 0 AND f.tx_end = $open
FOREACH (_ IN CASE WHEN f.tx < $tx THEN [1] ELSE [] END | SET f.tx_end = $tx)
FOREACH (_ IN CASE WHEN f.tx = $tx THEN [1] ELSE [] END | DELETE f)

// == put_force
CREATE (:PolicyForce {kind: $kind, digest: $digest, tx: $tx, tx_end: $open})
