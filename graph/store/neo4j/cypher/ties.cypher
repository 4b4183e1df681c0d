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
// The type of a relation between entities is that of its claim: of a hub's 50,000 only the two times are read.
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS&!HOLDS_RESPONSIBLE]->()
  WHERE r.tx <= at AND r.tx_end > at
  RETURN type(r) AS type, 'holder' AS side, count(*) AS n
  UNION ALL
  MATCH (e)<-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS&!HOLDS_RESPONSIBLE]-()
  WHERE r.tx <= at AND r.tx_end > at
  RETURN type(r) AS type, 'company' AS side, count(*) AS n
  UNION ALL
  MATCH (e)-[r:PARTY_TO]->(:Claim) WHERE r.kind = 'relation' AND r.tx <= at AND r.tx_end > at
  RETURN r.type AS type, CASE r.side WHEN 'subject' THEN 'holder' ELSE 'company' END AS side, count(r) AS n
}
WITH type, side, sum(n) AS n WHERE $types IS NULL OR type IN $types
RETURN type, side, n

// == page
// Neighbours in the order of the first claim that ties each to the entity, as far as so many claims bring them; and
// whether there are no more claims.
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  CALL (at, e) {
    MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS&!HOLDS_RESPONSIBLE]->(f)
    WHERE r.tx <= at AND r.tx_end > at AND r.cid > $after AND ($types IS NULL OR type(r) IN $types)
    RETURN f, r.cid AS cid
    UNION ALL
    MATCH (e)<-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS&!HOLDS_RESPONSIBLE]-(f)
    WHERE r.tx <= at AND r.tx_end > at AND r.cid > $after AND ($types IS NULL OR type(r) IN $types)
    RETURN f, r.cid AS cid
  }
  WITH f, cid ORDER BY cid LIMIT $claims
  RETURN collect([f, cid]) AS next
}
CALL (at, e, next) {
  UNWIND next AS each
  WITH at, e, each[0] AS f, min(each[1]) AS first WHERE f <> e AND NOT EXISTS {
    MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS&!HOLDS_RESPONSIBLE]-(f)
    WHERE r.cid <= $after AND r.tx <= at AND r.tx_end > at AND ($types IS NULL OR type(r) IN $types)
  }
  WITH at, e, f, first ORDER BY first LIMIT $limit
  MATCH (e)-[r:!MEMBER_OF&!KNOWN_AS&!SUBJECT_OF&!OBJECT_OF&!HOLDS&!PARTY_TO&!SUCCEEDED_BY&!CONCERNS&!HOLDS_RESPONSIBLE]-(f)
  WHERE r.tx <= at AND r.tx_end > at AND ($types IS NULL OR type(r) IN $types)
  WITH first, r ORDER BY first, r.cid
  RETURN collect([first, r.cid, r.body, startNode(r).id, endNode(r).id,
    r.subject_certainty = 'confirmed' AND r.object_certainty = 'confirmed']) AS rows
}
RETURN rows, size(next) < $claims
