// == ties
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $entities AS id
MATCH (e:Entity {id: id})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  MATCH (e)-[r:RELATION]->(:Entity)
  WHERE $holder AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR r.type IN $types)
  RETURN r
  UNION ALL
  MATCH (e)<-[r:RELATION]-(:Entity)
  WHERE $company AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR r.type IN $types)
  RETURN r
}
WITH e, collect(r) AS relations, count(r) AS n
WITH e, relations, n, $hub IS NOT NULL AND n > $hub AS heavy
UNWIND CASE WHEN heavy THEN [null] ELSE relations END AS r
RETURN collect([CASE WHEN heavy THEN e.id END, CASE WHEN heavy THEN n ELSE r.cid END, r.body, startNode(r).id,
  endNode(r).id, r.subject_certainty = 'confirmed' AND r.object_certainty = 'confirmed'])

// == counts
// The type of a relation between entities is that of its claim. Of now they are what a server counts by itself, less what
// has ended (claims.cypher): none of a hub's 50,000 is looked at. Of the past each is.
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at, coalesce($at >= l.tx, true) AS now
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
CALL (at, now, e) {
  UNWIND CASE WHEN now THEN [
    ['EACH_TYPE', 'holder', COUNT { (e)-[:EACH_TYPE]->() } - coalesce(e.ended_holder_EACH_TYPE, 0)]
  ] + [
    ['EACH_TYPE', 'company', COUNT { (e)<-[:EACH_TYPE]-() } - coalesce(e.ended_company_EACH_TYPE, 0)]
  ] ELSE [] END AS each
  RETURN each[0] AS type, each[1] AS side, each[2] AS n
  UNION ALL
  UNWIND CASE WHEN now THEN [] ELSE [e] END AS past
  MATCH (past)-[r:RELATION]->() WHERE r.tx <= at AND r.tx_end > at
  RETURN type(r) AS type, 'holder' AS side, count(*) AS n
  UNION ALL
  UNWIND CASE WHEN now THEN [] ELSE [e] END AS past
  MATCH (past)<-[r:RELATION]-() WHERE r.tx <= at AND r.tx_end > at
  RETURN type(r) AS type, 'company' AS side, count(*) AS n
  UNION ALL
  MATCH (e)-[r:PARTY_TO]->(:Claim) WHERE r.kind = 'relation' AND (now OR r.tx <= at) AND r.tx_end > at
  RETURN r.type AS type, CASE r.side WHEN 'subject' THEN 'holder' ELSE 'company' END AS side, count(r) AS n
}
WITH type, side, sum(n) AS n WHERE n > 0 AND ($types IS NULL OR type IN $types)
RETURN type, side, n

// == page
// Neighbours in the order of the first claim that ties each to the entity, as far as so many claims bring them; and
// whether there are no more claims. Of a hub's 50,000 only the numbers are read; whether a claim was known, of those few.
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  MATCH (e)-[r:RELATION]-(f) WHERE r.cid > $after AND ($types IS NULL OR type(r) IN $types)
  WITH at, r, f, r.cid AS cid ORDER BY cid LIMIT $claims
  RETURN collect(CASE WHEN r.tx <= at AND r.tx_end > at THEN [f, cid] END) AS next, count(*) AS looked
}
CALL (at, e, next) {
  UNWIND next AS each
  WITH at, e, each[0] AS f, min(each[1]) AS first WHERE f <> e AND ($after = 0 OR NOT EXISTS {
    MATCH (e)-[r:RELATION]-(f)
    WHERE r.cid <= $after AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR type(r) IN $types)
  })
  WITH at, e, f, first ORDER BY first LIMIT $limit
  MATCH (e)-[r:RELATION]-(f)
  WHERE r.tx <= at AND r.tx_end > at AND ($types IS NULL OR type(r) IN $types)
  WITH first, r ORDER BY first, r.cid
  RETURN collect([first, r.cid, r.body, startNode(r).id, endNode(r).id,
    r.subject_certainty = 'confirmed' AND r.object_certainty = 'confirmed']) AS rows
}
RETURN rows, looked < $claims
