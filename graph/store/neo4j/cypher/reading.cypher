// == facts_of
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})
USING INDEX SEEK e:Entity(id)
CALL (at, e) {
  MATCH (e)-[r:RELATION|HOLDS_RESPONSIBLE]-(:Entity)
  WHERE r.tx <= at AND r.tx_end > at
  RETURN r.cid AS cid, r.body AS body, startNode(r).id AS subject, r.subject_certainty AS subject_certainty,
    endNode(r).id AS object, r.object_certainty AS object_certainty
  UNION
  MATCH (e)-[l:SUBJECT_OF|OBJECT_OF|HOLDS|PARTY_TO]->(c:Claim) WHERE l.tx <= at AND l.tx_end > at
  OPTIONAL MATCH (s:Entity)-[a:SUBJECT_OF|HOLDS|PARTY_TO]->(c)
  WHERE a.side = 'subject' AND a.tx <= at AND a.tx_end > at
  OPTIONAL MATCH (o:Entity)-[b:OBJECT_OF|PARTY_TO]->(c)
  WHERE b.side = 'object' AND b.tx <= at AND b.tx_end > at
  RETURN c.cid AS cid, c.body AS body, s.id AS subject, a.certainty AS subject_certainty, o.id AS object,
    b.certainty AS object_certainty
}
RETURN cid, body, subject, subject_certainty, object, object_certainty ORDER BY cid

// == records_of
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity {id: $entity})<-[m:MEMBER_OF]-(:Party)-[:STATED_IN]->(r:Record)
USING INDEX SEEK e:Entity(id)
WHERE m.tx <= at AND m.tx_end > at
WITH DISTINCT at, r
MATCH (r)<-[:VERSION_OF]-(v:Version) WHERE v.standing AND v.digest <> '' AND v.tx <= at
WITH r, v ORDER BY v.version DESC
WITH r, head(collect(v)) AS v
MATCH (d:Delivery {did: v.did})
RETURN r.id, v.version, r.dataset, d.region, d.department, d.path, v.row, d.as_at ORDER BY d.as_at DESC, r.id

// == changes
CALL () {
  MATCH (c:Listing) WHERE c.tx > $after AND c.tx < $until AND c.tx_end > c.tx RETURN c, c.tx AS moment, 1 AS came
  UNION ALL
  MATCH (c:Event) WHERE c.tx > $after AND c.tx < $until AND c.tx_end > c.tx RETURN c, c.tx AS moment, 1 AS came
  UNION ALL
  MATCH (c:Listing) WHERE c.tx_end > $after AND c.tx_end < $until AND c.tx_end > c.tx
  RETURN c, c.tx_end AS moment, 0 AS came
  UNION ALL
  MATCH (c:Event) WHERE c.tx_end > $after AND c.tx_end < $until AND c.tx_end > c.tx
  RETURN c, c.tx_end AS moment, 0 AS came
}
WITH c, moment, came ORDER BY moment, came, c.cid LIMIT $limit
RETURN c.cid, moment, came

// == of_listings
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $keys AS key
MATCH (c:Claim {listing: key})
USING INDEX SEEK c:Claim(listing)
WHERE c.tx <= at AND c.tx_end > at
RETURN collect([c.cid])

// == lifted
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})-[:ABOUT]->(p:Party)
USING INDEX SEEK c:Claim(cid)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(s:Entity) WHERE m.tx <= at AND m.tx_end > at
OPTIONAL MATCH (c)-[:TOWARDS]->(q:Party)
OPTIONAL MATCH (q)-[n:MEMBER_OF]->(o:Entity) WHERE n.tx <= at AND n.tx_end > at
RETURN collect([cid, c.body, s.id, m.certainty, o.id, n.certainty])

// == counts
RETURN COUNT { (:Transaction) }, COUNT { (:Delivery) }, COUNT { (:Row) }, COUNT { (:Rejected) }, COUNT { (:Record) },
  COUNT { MATCH (v:Version) WHERE v.digest <> '' }, COUNT { (:Party) },
  COUNT { MATCH (c:Claim) WHERE c.tx_end = $open }, COUNT { MATCH (s:State) WHERE s.tx_end = $open }

// == kinds
MATCH (s:State) WHERE s.tx_end = $open RETURN s.kind, count(*)

// == certainties
MATCH (:Party)-[m:MEMBER_OF]->(:Entity) WHERE m.tx_end = $open RETURN m.certainty, count(*)
