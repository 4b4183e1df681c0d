// == open
UNWIND $records AS id
MATCH (r:Record {id: id})<-[:EVIDENCED_BY]-(c:Claim)
USING INDEX SEEK r:Record(id)
WHERE c.tx_end = $open
WITH c ORDER BY c.cid
RETURN collect([c.cid, c.body])

// == add
UNWIND $rows AS row
MATCH (r:Record {id: row.properties.record})
USING INDEX SEEK r:Record(id)
MATCH (s:Party {id: row.subject})
USING INDEX SEEK s:Party(id)
CREATE (c:Claim:$(row.label))-[:ABOUT]->(s)
CREATE (c)-[:EVIDENCED_BY]->(r)
SET c = row.properties

// == add_objects
UNWIND $rows AS row
MATCH (c:Claim {cid: row.cid})
USING INDEX SEEK c:Claim(cid)
MATCH (o:Party {id: row.object})
USING INDEX SEEK o:Party(id)
CREATE (c)-[:TOWARDS]->(o)

// == retract
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})
USING INDEX SEEK c:Claim(cid)
SET c.tx_end = $tx

// == of_parties
UNWIND $parties AS id
MATCH (p:Party {id: id})<-[:ABOUT|TOWARDS]-(c:Claim)
USING INDEX SEEK p:Party(id)
WHERE c.tx_end = $open
WITH DISTINCT c.cid AS cid
RETURN collect([cid])

// == attach_relations
// Both ends stand in entities: the claim is a relation between them, of the type that it states.
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})
USING INDEX SEEK c:Claim(cid)
WHERE c.relation IS NOT NULL
MATCH (c)-[:ABOUT]->(:Party)-[ms:MEMBER_OF]->(s:Entity) WHERE ms.tx_end = $open
MATCH (c)-[:TOWARDS]->(:Party)-[mo:MEMBER_OF]->(o:Entity) WHERE mo.tx_end = $open
CREATE (s)-[r:$(c.relation)]->(o)
SET r = {cid: c.cid, kind: c.kind, type: c.type, listing: c.listing, valid_from: c.valid_from, valid_to: c.valid_to,
  subject_certainty: ms.certainty, object_certainty: mo.certainty, body: c.body, tx: $tx, tx_end: $open}

// == attach_links
// Everything else hangs at the entities of its ends; so does a relation whose other end is in no entity yet (PARTY_TO).
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})-[end:ABOUT|TOWARDS]->(:Party)-[m:MEMBER_OF]->(e:Entity)
USING INDEX SEEK c:Claim(cid)
WHERE m.tx_end = $open
WITH c, m, e, type(end) AS end
WHERE c.relation IS NULL OR NOT EXISTS {
  MATCH (c)-[x:ABOUT|TOWARDS]->(:Party)-[y:MEMBER_OF]->(:Entity) WHERE type(x) <> end AND y.tx_end = $open
}
WITH c, m, e, CASE end WHEN 'ABOUT' THEN 'subject' ELSE 'object' END AS side,
  CASE
    WHEN c.relation IS NOT NULL THEN 'PARTY_TO'
    WHEN end = 'TOWARDS' THEN 'OBJECT_OF'
    WHEN c.kind = 'product' THEN 'HOLDS'
    ELSE 'SUBJECT_OF'
  END AS link
CREATE (e)-[l:$(link)]->(c)
SET l = {cid: c.cid, kind: c.kind, type: c.type, listing: c.listing, side: side, certainty: m.certainty, tx: $tx,
  tx_end: $open}

// == detach_relations
// How many relations of a type have ended is kept at both ends, so that a hub's need not be looked at (ties.cypher).
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})
USING INDEX SEEK c:Claim(cid)
WHERE c.relation IS NOT NULL
MATCH (c)-[:ABOUT]->(:Party)-[ms:MEMBER_OF]->(s:Entity) WHERE ms.tx_end = $open
MATCH (c)-[:TOWARDS]->(:Party)-[mo:MEMBER_OF]->(o:Entity) WHERE mo.tx_end = $open
MATCH (s)-[r]->(o) WHERE r.cid = cid AND r.tx_end = $open
WITH s, r, o, 'ended_holder_' + c.relation AS holder, 'ended_company_' + c.relation AS company
FOREACH (_ IN CASE WHEN r.tx < $tx THEN [1] ELSE [] END |
  SET r.tx_end = $tx, s[holder] = coalesce(s[holder], 0) + 1, o[company] = coalesce(o[company], 0) + 1)
FOREACH (_ IN CASE WHEN r.tx = $tx THEN [1] ELSE [] END | DELETE r)

// == detach_links
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})<-[l:SUBJECT_OF|OBJECT_OF|HOLDS|PARTY_TO]-(:Entity)
USING INDEX SEEK c:Claim(cid)
WHERE l.tx_end = $open
FOREACH (_ IN CASE WHEN l.tx < $tx THEN [1] ELSE [] END | SET l.tx_end = $tx)
FOREACH (_ IN CASE WHEN l.tx = $tx THEN [1] ELSE [] END | DELETE l)

// == holders
UNWIND $cids AS cid
MATCH (c:Claim {cid: cid})
USING INDEX SEEK c:Claim(cid)
WHERE c.relation = $relation
MATCH (c)-[:ABOUT]->(:Party)-[:MEMBER_OF]->(e:Entity)
WITH DISTINCT e.id AS id
RETURN collect([id])

// == name_holders
UNWIND $entities AS id
MATCH (e:Entity {id: id})
USING INDEX SEEK e:Entity(id)
WITH e, EXISTS { MATCH (e)-[r:LEGAL_REPRESENTATIVE_OF]->(:Entity) WHERE r.tx_end = $open AND r.valid_to IS NULL } AS holds
FOREACH (_ IN CASE WHEN holds AND NOT e:LegalRepresentative THEN [1] ELSE [] END | SET e:LegalRepresentative)
FOREACH (_ IN CASE WHEN NOT holds AND e:LegalRepresentative THEN [1] ELSE [] END | REMOVE e:LegalRepresentative)
