// == open
MERGE (d:Delivery {id: $id})
ON CREATE SET d += $properties
MERGE (r:Run {id: $run})
MERGE (r)-[w:WORKS_ON]->(d)
ON CREATE SET w.tx = $tx
RETURN d.did

// == key
MATCH (d:Delivery {id: $id}) RETURN d.did, d.as_at

// == close
MATCH (d:Delivery {did: $did}) WHERE d.whole IS NULL
CALL (d) { MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = d.did AND o.row > 0 RETURN count(o) AS rows }
SET d.whole = $tx, d.row_count = rows

// == close_run
MERGE (r:Run {id: $run})
WITH r WHERE r.whole IS NULL
SET r.whole = $tx

// == open_run
RETURN EXISTS { MATCH (r:Run {id: $run})-[:WORKS_ON]->(:Delivery) WHERE r.whole IS NULL }

// == accept
UNWIND $rows AS row
MATCH (v:Version {record: row.record, version: row.version})
USING INDEX SEEK v:Version(record, version)
CREATE (o:Row)-[:DELIVERED]->(v)
SET o = row.properties
RETURN count(o)

// == reject
UNWIND $rows AS row
CREATE (o:Row:Rejected)
SET o = row.properties
RETURN count(o)

// == deliveries
MATCH (d:Delivery)
WHERE ($id IS NULL OR d.id = $id) AND ($run IS NULL OR EXISTS { (:Run {id: $run})-[:WORKS_ON]->(d) })
CALL (d) {
  OPTIONAL MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = d.did AND o.row > 0
  RETURN count(o) AS rows,
    count(CASE o.outcome WHEN 'record' THEN 1 END) AS records,
    count(CASE o.outcome WHEN 'unchanged' THEN 1 END) AS unchanged,
    count(CASE o.outcome WHEN 'superseded' THEN 1 END) AS superseded,
    count(CASE o.outcome WHEN 'rejected' THEN 1 END) AS rejected,
    sum(coalesce(o.flaws, 0)) AS issues
}
RETURN d.id, d.run, d.region, d.department, d.format, d.path, d.encoding, d.kind, d.as_at, d.digest,
  rows, records, unchanged, superseded, rejected, issues, d.whole IS NOT NULL
ORDER BY d.did

// == last_row
MATCH (d:Delivery {id: $id})
MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = d.did AND o.row > 0
RETURN max(o.row)

// == rejections
MATCH (d:Delivery {id: $id})
MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = d.did AND o.row > $after AND o.outcome = 'rejected'
RETURN o.row, o.field, o.value, o.reason, o.message ORDER BY o.did, o.row LIMIT $limit

// == issues
MATCH (d:Delivery {id: $id})
MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = d.did AND o.row > $after AND o.flaws > 0
RETURN o.row, o.issues ORDER BY o.did, o.row LIMIT $limit

// == as_at
MATCH (d:Delivery) WHERE d.whole IS NOT NULL RETURN max(d.as_at)

// == department
MATCH (d:Department) WHERE d.region = $region AND d.alias = $name AND d.tx >= 0 AND d.tx_end = $open
RETURN d.name

// == end_department
MATCH (d:Department) WHERE d.region = $region AND d.alias = $alias AND d.tx >= 0 AND d.tx_end = $open
FOREACH (_ IN CASE WHEN d.tx < $tx THEN [1] ELSE [] END | SET d.tx_end = $tx)
FOREACH (_ IN CASE WHEN d.tx = $tx THEN [1] ELSE [] END | DELETE d)

// == name_department
CREATE (:Department {region: $region, alias: $alias, name: $name, tx: $tx, tx_end: $open})
