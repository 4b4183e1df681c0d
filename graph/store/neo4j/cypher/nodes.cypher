// == now
UNWIND $entities AS id
MATCH (e:Entity {id: id})-[:KNOWN_AS]->(s:State)
USING INDEX SEEK e:Entity(id)
WHERE s.tx_end = $open
RETURN collect([id, s.body, s.tx])

// == members
UNWIND $entities AS id
MATCH (e:Entity {id: id})<-[m:MEMBER_OF]-(p:Party)
USING INDEX SEEK e:Entity(id)
WHERE m.tx_end = $open
WITH id, m, p ORDER BY id
RETURN collect([id, m.certainty, p.kind, p.name, p.role, p.identifiers, p.details, p.as_at, p.nature])

// == end
UNWIND $entities AS id
MATCH (e:Entity {id: id})-[:KNOWN_AS]->(s:State)
USING INDEX SEEK e:Entity(id)
WHERE s.tx_end = $open
FOREACH (_ IN CASE WHEN s.tx < $tx THEN [1] ELSE [] END | SET s.tx_end = $tx)
FOREACH (_ IN CASE WHEN s.tx = $tx THEN [1] ELSE [] END | DETACH DELETE s)

// == add
UNWIND $rows AS row
MATCH (e:Entity {id: row.entity})
USING INDEX SEEK e:Entity(id)
CREATE (e)-[:KNOWN_AS]->(s:State)
SET s = row.state
REMOVE e:Enterprise:Organisation:Person
SET e:$(row.label), e.name = row.state.name, e.kind = row.state.kind, e.identifiers = row.identifiers

// == unname
UNWIND $entities AS id
MATCH (e:Entity {id: id})
USING INDEX SEEK e:Entity(id)
REMOVE e:Enterprise:Organisation:Person:LegalRepresentative, e.name, e.kind, e.identifiers

// == by_id
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $entities AS id
MATCH (e:Entity {id: id})-[:KNOWN_AS]->(s:State)
USING INDEX SEEK e:Entity(id)
WHERE s.tx <= at AND s.tx_end > at
RETURN collect([id, s.body])

// == page
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (e:Entity) WHERE e.id > $after
MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx <= at AND s.tx_end > at AND ($kind IS NULL OR s.kind = $kind)
RETURN e.id, s.body ORDER BY e.id LIMIT $limit

// == by_number
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $texts AS text
MATCH (n:Number {text: text})<-[:STATES]-(:Party)-[m:MEMBER_OF]->(e:Entity)
USING INDEX SEEK n:Number(text)
WHERE m.tx <= at AND m.tx_end > at
WITH text, e.id AS entity, min(m.certainty) AS certainty ORDER BY text, certainty, entity
RETURN collect([text, entity, certainty])

// == named
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $names AS name
MATCH (n:Name {folded: name})<-[:NAMED]-(p:Party)-[m:MEMBER_OF]->(e:Entity)
USING INDEX SEEK n:Name(folded)
WHERE m.tx <= at AND m.tx_end > at
  AND (NOT $unnumbered OR p.unnumbered IS NOT NULL)
WITH DISTINCT at, name, e
MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx <= at AND s.tx_end > at AND ($kind IS NULL OR s.kind = $kind)
WITH name, e ORDER BY name, e.id
RETURN collect([name, e.id])

// == alike
MATCH (n:Name {core: $core})
USING INDEX SEEK n:Name(core)
RETURN n.nid ORDER BY n.nid LIMIT $limit

// == overlapping
CALL db.index.fulltext.queryNodes('name_pieces', $pieces, {limit: $limit}) YIELD node
RETURN node.nid, node.core

// == bearers
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $names AS nid
CALL (at, nid) {
  MATCH (n:Name {nid: nid})<-[:NAMED]-(p:Party)-[m:MEMBER_OF]->(e:Entity)
  USING INDEX SEEK n:Name(nid)
  WHERE m.tx <= at AND m.tx_end > at
  RETURN e, min(p.name) AS name, false AS shop
  UNION ALL
  MATCH (n:Name {nid: nid})<-[:CALLED]-(c:Claim)-[:ABOUT]->(:Party)-[m:MEMBER_OF]->(e:Entity)
  USING INDEX SEEK n:Name(nid)
  WHERE c.tx <= at AND c.tx_end > at AND m.tx <= at AND m.tx_end > at
  RETURN e, min(c.shop) AS name, true AS shop
}
MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx <= at AND s.tx_end > at AND ($kind IS NULL OR s.kind = $kind)
RETURN nid, e.id, s.kind, name, shop
