// == known
UNWIND $ids AS id MATCH (p:Party {id: id})
USING INDEX SEEK p:Party(id)
RETURN collect([p.id])

// == known_names
UNWIND $names AS name MATCH (n:Name {folded: name})
USING INDEX SEEK n:Name(folded)
RETURN collect([n.folded, n.core, n.nid])

// == add_names
UNWIND $rows AS row
CREATE (n:Name)
SET n = row

// == add
UNWIND $rows AS row
MATCH (r:Record {id: row.properties.record})
USING INDEX SEEK r:Record(id)
MATCH (n:Name {nid: row.nid})
USING INDEX SEEK n:Name(nid)
CREATE (p:Party)-[:STATED_IN]->(r)
CREATE (p)-[:NAMED]->(n)
SET p = row.properties

// == mark_unnumbered
// Of a former release.
MATCH (p:Party)-[:NAMED]->(n:Name) WHERE p.unnumbered IS NULL AND (p.identifiers = '[]' OR p.identifiers CONTAINS '*')
CALL (p, n) { SET p.unnumbered = n.folded } IN TRANSACTIONS OF 10000 ROWS

// == add_numbers
UNWIND $rows AS row
MATCH (p:Party {id: row.party})
USING INDEX SEEK p:Party(id)
MERGE (n:Number {text: row.text})
ON CREATE SET n.organisation = row.organisation
CREATE (p)-[:STATES]->(n)

// == some
UNWIND $ids AS id MATCH (p:Party {id: id})
USING INDEX SEEK p:Party(id)
RETURN collect([p.id, p.record, p.role, p.kind, p.name, p.identifiers, p.details, p.within])

// == within
UNWIND $ids AS id MATCH (p:Party {within: id})
USING INDEX SEEK p:Party(within)
RETURN collect([p.id, p.record, p.role, p.kind, p.name, p.identifiers, p.details, p.within])

// == page
MATCH (p:Party) WHERE p.id > $after
RETURN p.id, p.record, p.role, p.kind, p.name, p.identifiers, p.details, p.within ORDER BY p.id LIMIT $limit

// == page_since
MATCH (p:Party) WHERE p.tx > $tx
WITH p WHERE p.id > $after
RETURN p.id, p.record, p.role, p.kind, p.name, p.identifiers, p.details, p.within ORDER BY p.id LIMIT $limit

// == with_numbers
UNWIND $texts AS text MATCH (n:Number {text: text})<-[:STATES]-(p:Party)
USING INDEX SEEK n:Number(text)
WITH text, p ORDER BY text, p.id
RETURN collect([text, p.id])

// == stated_with
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $texts AS text MATCH (n:Number {text: text})<-[:STATES]-(p:Party)
USING INDEX SEEK n:Number(text)
WHERE p.tx <= at
WITH DISTINCT text, p.identifiers AS identifiers
RETURN collect([text, identifiers])

// == containing
UNWIND $codes AS code MATCH (n:Number {organisation: code})
USING INDEX SEEK n:Number(organisation)
WITH code, n ORDER BY code, n.text
RETURN collect([code, n.text])

// == since
UNWIND $ids AS id
MATCH (p:Party {id: id})
USING INDEX SEEK p:Party(id)
RETURN collect([id, p.as_at])

// == statements
UNWIND $ids AS id
MATCH (p:Party {id: id})-[:STATED_IN]->(r:Record)<-[:VERSION_OF]-(v:Version)
USING INDEX SEEK p:Party(id)
WHERE id IN v.parties
MATCH (v)<-[:DELIVERED]-(o:Row)
MATCH (d:Delivery {did: o.did})
WITH id, r, v, o, d ORDER BY id, d.as_at, d.path, o.row
RETURN collect([id, r.id, v.version, r.dataset, d.region, d.department, d.path, o.row, d.as_at])

// == delivered
MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = $did AND o.row > $after AND o.row <= $until
MATCH (o)-[:DELIVERED]->(v:Version)
UNWIND range(0, size(v.parties) - 1) AS place
MATCH (p:Party {id: v.parties[place]})
USING INDEX SEEK p:Party(id)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(e:Entity) WHERE m.tx_end = $open
RETURN o.row, p.role, p.name, p.kind, p.id, e.id, m.certainty ORDER BY o.row, place

// == rows
MATCH (d:Delivery)
CALL (d) { MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = d.did AND o.row > 0 RETURN max(o.row) AS last }
RETURN d.did, d.path, coalesce(last, 0) ORDER BY d.path, d.did
