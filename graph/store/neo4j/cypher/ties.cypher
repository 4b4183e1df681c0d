// == ties
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $entities AS id
MATCH (e:Entity {id: id})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]->(:Entity)
  WHERE $holder AND r.kind = 'relation' AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR r.type IN $types)
  RETURN r
  UNION ALL
  MATCH (e)<-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]-(:Entity)
  WHERE $company AND r.kind = 'relation' AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR r.type IN $types)
  RETURN r
}
WITH e, collect(r) AS relations, count(r) AS n
WITH e, relations, n, $hub IS NOT NULL AND n > $hub AS heavy
UNWIND CASE WHEN heavy THEN [null] ELSE relations END AS r
RETURN collect([CASE WHEN heavy THEN e.id END, CASE WHEN heavy THEN n ELSE r.cid END, r.body, startNode(r).id,
  endNode(r).id, r.subject_certainty = 'confirmed' AND r.object_certainty = 'confirmed'])

// == counts
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]->(:Entity)
  WHERE r.kind = 'relation' AND r.tx <= at AND r.tx_end > at
  RETURN r.type AS type, 'holder' AS side, count(r) AS n
  UNION ALL
  MATCH (e)<-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]-(:Entity)
  WHERE r.kind = 'relation' AND r.tx <= at AND r.tx_end > at
  RETURN r.type AS type, 'company' AS side, count(r) AS n
  UNION ALL
  MATCH (e)-[r:PARTY_TO]->(:Claim) WHERE r.kind = 'relation' AND r.tx <= at AND r.tx_end > at
  RETURN r.type AS type, CASE r.side WHEN 'subject' THEN 'holder' ELSE 'company' END AS side, count(r) AS n
}
WITH type, side, sum(n) AS n WHERE $types IS NULL OR type IN $types
RETURN type, side, n

// == page
// Neighbours in the order of the first claim that ties each to the entity.
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS]-(f:Entity)
WHERE f <> e AND r.kind = 'relation' AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR r.type IN $types)
WITH f, min(r.cid) AS first, collect(r) AS relations
WHERE first > $after
WITH first, relations ORDER BY first LIMIT $limit
UNWIND relations AS r
RETURN first, r.cid, r.body, startNode(r).id, endNode(r).id,
  r.subject_certainty = 'confirmed' AND r.object_certainty = 'confirmed'
ORDER BY first, r.cid
