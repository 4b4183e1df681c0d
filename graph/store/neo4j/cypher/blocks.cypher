// == forget
UNWIND $parties AS id
MATCH (p:Party {id: id})-[:IN_BUNDLE]->(b:Bundle)
USING INDEX SEEK p:Party(id)
WITH DISTINCT b
DETACH DELETE b

// == forget_all
MATCH (b:Bundle) DETACH DELETE b

// == forget_keys
MATCH (k:Block) WHERE NOT EXISTS { (k)<-[:FOUND_BY]-(:Bundle) } DELETE k

// == add
UNWIND $rows AS row
CREATE (b:Bundle {id: row.id, content: row.content, head: row.head})
WITH b, row
UNWIND row.parties AS party
MATCH (p:Party {id: party})
USING INDEX SEEK p:Party(id)
CREATE (p)-[:IN_BUNDLE]->(b)

// == add_keys
UNWIND $rows AS row
MATCH (b:Bundle {id: row.id})
USING INDEX SEEK b:Bundle(id)
UNWIND row.keys AS key
MERGE (k:Block {key: key})
CREATE (b)-[:FOUND_BY]->(k)

// == bundles
UNWIND $parties AS id
MATCH (p:Party {id: id})-[:IN_BUNDLE]->(b:Bundle)
USING INDEX SEEK p:Party(id)
WITH DISTINCT b.id AS id, b.content AS content
RETURN collect([id, content])

// == heads
UNWIND $ids AS id
MATCH (b:Bundle {id: id})
USING INDEX SEEK b:Bundle(id)
WITH b WHERE b.head IS NOT NULL
RETURN collect([b.id, b.head])

// == blocked
UNWIND $keys AS key
MATCH (k:Block {key: key})<-[:FOUND_BY]-(b:Bundle)
USING INDEX SEEK k:Block(key)
WITH key, b ORDER BY key, b.id
RETURN collect([key, b.id])
