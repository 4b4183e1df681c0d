// == call
UNWIND $rows AS row
MATCH (c:Claim {cid: row.cid})
USING INDEX SEEK c:Claim(cid)
MATCH (n:Name {nid: row.nid})
USING INDEX SEEK n:Name(nid)
CREATE (c)-[:CALLED]->(n)

// == shops
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $entities AS id
MATCH (e:Entity {id: id})-[s:SUBJECT_OF]->(c:Attribute)
USING INDEX SEEK e:Entity(id)
WHERE c.shop IS NOT NULL AND s.tx <= at AND s.tx_end > at
WITH DISTINCT id, c.shop AS shop ORDER BY id, shop
RETURN collect([id, shop])

// == documents
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $numbers AS number
MATCH (c:Claim {document: number})
USING INDEX SEEK c:Claim(document)
WHERE c.tx <= at AND c.tx_end > at
RETURN collect([c.cid])

// == page
// Of a former release: what is indexed by now has the property, so that a migration broken off goes on.
MATCH (c:Claim) WHERE c.cid > $after AND (c.kind IN ['listing', 'event'] OR c.type = 'online_shop')
  AND c.document IS NULL AND c.shop IS NULL
RETURN c.cid, c.body ORDER BY c.cid LIMIT $limit

// == say
UNWIND $rows AS row
MATCH (c:Claim {cid: row.cid})
USING INDEX SEEK c:Claim(cid)
SET c.document = row.document, c.shop = row.shop
