// == current
UNWIND $records AS id
MATCH (r:Record {id: id})<-[:VERSION_OF]-(v:Version)
USING INDEX SEEK r:Record(id)
WITH r, max(v.version) AS last, max(CASE WHEN v.standing THEN v.version END) AS standing
MATCH (c:Version {record: r.id, version: standing})
USING INDEX SEEK c:Version(record, version)
OPTIONAL MATCH (c)<-[:DELIVERED]-(o:Row)
WITH r, last, c, coalesce(max(o.as_at), 0) AS confirmed
MATCH (d:Delivery {did: c.did})
WITH r, last, c, d, CASE WHEN c.as_at > confirmed THEN c.as_at ELSE confirmed END AS as_at
RETURN collect([r.id, last, c.version, c.digest, d.id, c.row, as_at])

// == add_records
UNWIND $rows AS row
CREATE (r:Record)
SET r = row

// == add_headers
UNWIND $rows AS row
MERGE (h:Header {id: row.id})
ON CREATE SET h.names = row.names

// == add_versions
UNWIND $rows AS row
MATCH (r:Record {id: row.record})
USING INDEX SEEK r:Record(id)
CREATE (v:Version)-[:VERSION_OF]->(r)
SET v = row

// == next_change
UNWIND $records AS id
MATCH (r:Record {id: id})<-[:VERSION_OF]-(v:Version)
USING INDEX SEEK r:Record(id)
WHERE v.as_at > $as_at
WITH id, v ORDER BY v.as_at, v.version
WITH id, head(collect(v.changed)) AS next
RETURN collect([id, next])

// == missing
// A record that another file of the same run, or a later one, holds is not missing.
MATCH (:Run {id: $run})-[:WORKS_ON]->(mate:Delivery)
WITH collect(mate.did) AS mates
CALL () {
  MATCH (r:Record) WHERE r.region = $region AND r.department = $department AND r.dataset IS NOT NULL
  WITH DISTINCT r.dataset AS dataset, r.did AS did
  MATCH (d:Delivery {did: did}) WHERE d.format = $format
  RETURN DISTINCT dataset
  UNION
  MATCH (o:Row) USING INDEX SEEK o:Row(did, row) WHERE o.did = $did AND o.row > 0
  MATCH (o)-[:DELIVERED]->(:Version)-[:VERSION_OF]->(r:Record)
  RETURN DISTINCT r.dataset AS dataset
}
MATCH (r:Record) WHERE r.region = $region AND r.department = $department AND r.dataset = dataset
  AND NOT EXISTS {
    MATCH (r)<-[:VERSION_OF]-(:Version)<-[:DELIVERED]-(o:Row)
    WHERE o.as_at > $as_at OR o.did = $did OR (o.as_at = $as_at AND o.did IN mates)
  }
MATCH (r)<-[:VERSION_OF]-(v:Version)
WITH r, max(v.version) AS last, max(CASE WHEN v.standing THEN v.version END) AS standing
MATCH (c:Version {record: r.id, version: standing})
USING INDEX SEEK c:Version(record, version)
WHERE c.digest <> ''
RETURN r.id, last ORDER BY r.rid

// == payload
MATCH (r:Record {id: $record})<-[:VERSION_OF]-(v:Version)
USING INDEX SEEK r:Record(id)
WHERE CASE WHEN $version IS NULL THEN v.standing ELSE v.version = $version END
MATCH (h:Header {id: v.header})
RETURN h.names, v.cells ORDER BY v.version DESC LIMIT 1
