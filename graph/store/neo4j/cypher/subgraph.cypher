// One question, composed of these parts for as many hops as are asked: open, seeds, (advance, touch) x hops, close.
// Everything is answered as known after one transaction, the last committed one when none is named.

// == open
MATCH (l:Ledger {id: 1})
WITH coalesce($at, l.tx) AS at
CALL () { UNWIND $entities AS id MATCH (e:Entity {id: id}) RETURN collect(DISTINCT e) AS frontier }
WITH at, frontier, frontier AS reached, [] AS ties, [] AS truncated

// == seeds
// A hub that was asked for brings as many claims as the guard lets pass, rare types first.
CALL (at, frontier) {
  UNWIND frontier AS e
  MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]-(f:Entity)
  WHERE r.tx <= at AND r.tx_end > at
  WITH e, collect([r, f]) AS touches, sum(CASE WHEN f = e THEN 2 ELSE 1 END) > $hub AS heavy
  CALL (e, touches, heavy) {
    UNWIND CASE WHEN heavy THEN touches ELSE [] END AS touch
    WITH e, touch[0].type AS type, collect(touch) AS alike
    UNWIND alike AS touch
    UNWIND CASE WHEN touch[1] = e THEN [1, 2] ELSE [1] END AS _
    WITH touch, size(alike) AS n ORDER BY n, touch[0].cid LIMIT $hub
    RETURN collect(touch) AS rarest
  }
  UNWIND CASE WHEN heavy THEN rarest + [null] ELSE touches END AS touch
  RETURN collect(DISTINCT CASE WHEN heavy THEN e.id END) AS heavies, collect(touch) AS touched
}
WITH at, reached, ties + touched AS ties, truncated + heavies AS truncated,
  [touch IN touched | touch[1]] AS met

// == advance
CALL (reached, met) {
  CALL (reached, met) {
    UNWIND reached AS e RETURN e, 1 AS old
    UNION ALL
    UNWIND met AS e RETURN e, 0 AS old
  }
  WITH e, max(old) AS old
  RETURN collect(e) AS everybody, collect(CASE WHEN old = 0 THEN e END) AS frontier
}
WITH at, frontier, everybody AS reached, ties, truncated

// == touch
// A hub on the way is told by one relation too many; the others are not read.
CALL (at, frontier) {
  UNWIND frontier AS e
  CALL (at, e) {
    MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]-(f:Entity)
    WHERE r.tx <= at AND r.tx_end > at
    RETURN r, f LIMIT $hub + 1
  }
  WITH e, collect([r, f]) AS touches, sum(CASE WHEN f = e THEN 2 ELSE 1 END) > $hub AS heavy
  UNWIND CASE WHEN heavy THEN [null] ELSE touches END AS touch
  RETURN collect(DISTINCT CASE WHEN heavy THEN e.id END) AS heavies, collect(touch) AS touched
}
WITH at, reached, ties + touched AS ties, truncated + heavies AS truncated,
  [touch IN touched | touch[1]] AS met

// == close
// Relations with both ends inside.
CALL (reached, ties) {
  CALL (reached, ties) {
    UNWIND reached AS e RETURN e, null AS r, 1 AS inside
    UNION ALL
    UNWIND ties AS tie RETURN tie[1] AS e, tie[0] AS r, 0 AS inside
  }
  WITH e, max(inside) AS inside, collect(DISTINCT r) AS relations WHERE inside = 1
  UNWIND relations AS r
  RETURN collect(DISTINCT r) AS inner
}
CALL (at, reached) {
  UNWIND reached AS e
  MATCH (e)-[l:SUBJECT_OF|OBJECT_OF|HOLDS|PARTY_TO]->(c:Claim) WHERE l.tx <= at AND l.tx_end > at
    AND ($products IS NULL OR l.kind IN $stated OR (l.kind = 'product' AND l.type IN $products))
  RETURN collect([l.cid, c.body, l.side, e.id, l.certainty, l.listing]) AS links
}
// Claims about a listing whose subject nobody has resolved yet: an event of today, before tonight's resolution.
// Its keys are told apart after the union: a UNION of distinct rows would keep both lists once for every key.
CALL (at, inner, links) {
  CALL (inner, links) {
    UNWIND links AS link RETURN link[5] AS key
    UNION ALL
    UNWIND inner AS r RETURN r.listing AS key
  }
  WITH DISTINCT at, key WHERE key IS NOT NULL
  MATCH (c:Claim {listing: key}) WHERE c.tx <= at AND c.tx_end > at AND NOT EXISTS {
    MATCH (c)-[:ABOUT]->(:Party)-[m:MEMBER_OF]->(:Entity) WHERE m.tx <= at AND m.tx_end > at
  }
  OPTIONAL MATCH (c)-[:TOWARDS]->(:Party)-[m:MEMBER_OF]->(o:Entity) WHERE m.tx <= at AND m.tx_end > at
  RETURN collect([c.cid, c.body, 'object', o.id, m.certainty, key]) AS shared
}
CALL (at, reached) {
  UNWIND reached AS e
  OPTIONAL MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx <= at AND s.tx_end > at
  RETURN collect([e.id, s.body]) AS nodes
}
RETURN nodes, truncated, links, shared,
  [r IN inner | [r.kind, r.cid, r.body, startNode(r).id, r.subject_certainty, endNode(r).id, r.object_certainty,
    r.listing]]
