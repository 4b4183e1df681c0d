// == add
CREATE (e:Entry)
SET e = $properties

// == once
// The lock first; then nothing is written unless the stream ends as its writer believes and its keys are unused.
MATCH (l:Ledger {id: 1})
SET l.writer = $unit
WITH l
OPTIONAL CALL () {
  MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, seq) WHERE e.stream = $stream AND e.seq > 0
  RETURN e ORDER BY e.stream DESC, e.seq DESC LIMIT 1
}
WITH l, coalesce(e.seq, 0) AS seq, coalesce(e.digest, '') AS digest
CALL () {
  UNWIND $keys AS key
  OPTIONAL MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, key) WHERE e.stream = $stream AND e.key = key
  RETURN count(e) > 0 OR count(DISTINCT key) < count(*) AS used
}
CALL (l, seq, digest, used) {
  WITH l WHERE seq = $seq AND digest = $digest AND NOT used
  SET l.tx = l.tx + 1, l.at = CASE WHEN l.at > $at THEN l.at ELSE $at END
  CREATE (:Transaction {tx: l.tx, at: l.at, actor: $actor, cause: $cause, unit: $unit})
  WITH l
  UNWIND $rows AS row
  CREATE (e:Entry)
  SET e = row, e.tx = l.tx
  RETURN max(l.tx) AS tx
}
RETURN seq, digest, used, tx

// == read
MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, seq) WHERE e.stream = $stream AND e.seq > $after
RETURN e.stream, e.seq, e.payload, coalesce(e.key, ''), e.digest, e.tx
ORDER BY e.stream, e.seq LIMIT $limit

// == last
MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, seq) WHERE e.stream = $stream AND e.seq > 0
RETURN e.stream, e.seq, e.payload, coalesce(e.key, ''), e.digest, e.tx
ORDER BY e.stream DESC, e.seq DESC LIMIT 1

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
