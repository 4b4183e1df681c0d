// Each section counts offenders; its name says what is wrong with them.

// == transactions are missing in the log
MATCH (l:Ledger {id: 1}) RETURN abs(l.tx - COUNT { (:Transaction) })

// == transactions are earlier than their predecessor
MATCH (t:Transaction) MATCH (n:Transaction {tx: t.tx + 1}) WHERE n.at < t.at RETURN count(*)

// == whole deliveries have another number of rows than when they were closed
MATCH (d:Delivery) WHERE d.whole IS NOT NULL
CALL (d) { OPTIONAL MATCH (o:Row) WHERE o.did = d.did AND o.row > 0 RETURN count(o) AS n }
WITH d WHERE d.row_count <> n RETURN count(*)

// == whole deliveries have gaps in their rows
MATCH (d:Delivery) WHERE d.whole IS NOT NULL
CALL (d) { OPTIONAL MATCH (o:Row) WHERE o.did = d.did AND o.row > 0 RETURN coalesce(max(o.row), 0) AS n }
WITH d WHERE d.row_count <> n RETURN count(*)

// == rejected rows have no reason, or reasons no rejected row
MATCH (o:Row) WHERE (o.outcome = 'rejected') <> (o.reason IS NOT NULL) RETURN count(*)

// == accepted rows name no version that exists
MATCH (o:Row) WHERE o.outcome <> 'rejected' AND NOT EXISTS { (o)-[:DELIVERED]->(:Version) } RETURN count(*)

// == records have gaps in their versions
MATCH (r:Record)<-[:VERSION_OF]-(v:Version) WITH r, max(v.version) AS last, count(v) AS n WHERE last <> n RETURN count(*)

// == records have no version
MATCH (r:Record) WHERE NOT EXISTS { (r)<-[:VERSION_OF]-(:Version) } RETURN count(*)

// == claims stand without the record or the party that states them
MATCH (c:Claim) WHERE NOT EXISTS { (c)-[:EVIDENCED_BY]->(:Record) } OR NOT EXISTS { (c)-[:ABOUT]->(:Party) }
RETURN count(*)

// == claims end before they were known
MATCH (c:Claim) WHERE c.tx_end < c.tx RETURN count(*)

// == parties are in two entities at once
MATCH (p:Party)-[a:MEMBER_OF]->() MATCH (p)-[b:MEMBER_OF]->() WHERE b.tx > a.tx AND b.tx < a.tx_end RETURN count(*)

// == parties have a membership twice
MATCH (p:Party)-[m:MEMBER_OF]->() WHERE m.tx_end = $open WITH p, count(m) AS n WHERE n > 1 RETURN count(*)

// == entities with members have no state, or states no members
MATCH (e:Entity)
WITH e, EXISTS { MATCH (e)<-[m:MEMBER_OF]-(:Party) WHERE m.tx_end = $open } AS peopled,
  COUNT { MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx_end = $open } AS states
WHERE states <> CASE WHEN peopled THEN 1 ELSE 0 END RETURN count(*)

// == claims are projected wrongly onto their entities
MATCH (c:Claim) WHERE c.tx_end = $open
MATCH (c)-[:ABOUT]->(p:Party)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(s:Entity) WHERE m.tx_end = $open
OPTIONAL MATCH (c)-[:TOWARDS]->(q:Party)
OPTIONAL MATCH (q)-[n:MEMBER_OF]->(o:Entity) WHERE n.tx_end = $open
WITH c, s, o, COUNT {
  MATCH (c)<-[l:SUBJECT_OF|OBJECT_OF|HOLDS|PARTY_TO]-(:Entity) WHERE l.tx_end = $open
} AS links
WITH c, s, o, links, CASE WHEN s IS NULL THEN 0 ELSE 1 END + CASE WHEN o IS NULL THEN 0 ELSE 1 END AS ends
WITH c, s, o, links, ends, c.relation IS NOT NULL AND ends = 2 AS whole
WHERE links <> CASE WHEN whole THEN 0 ELSE ends END
  OR (whole AND NOT EXISTS { MATCH (s)-[r]->(o) WHERE r.cid = c.cid AND r.tx_end = $open })
RETURN count(*)

// == entities count the relations wrongly that have ended
MATCH (e:Entity)
WITH reduce(n = 0, key IN keys(e) | n + CASE WHEN key STARTS WITH 'ended_' THEN e[key] ELSE 0 END) AS told, COUNT {
  MATCH (e)-[r:RELATION|HOLDS_RESPONSIBLE]->() WHERE r.tx_end < $open
} + COUNT {
  MATCH (e)<-[r:RELATION|HOLDS_RESPONSIBLE]-() WHERE r.tx_end < $open
} AS ended WHERE told <> ended
RETURN count(*)

// == judged parties are unknown
MATCH (j:Judgement) WHERE NOT EXISTS { (:Party {id: j.a}) } OR NOT EXISTS { (:Party {id: j.b}) } RETURN count(*)

// == parties stand within a party that is unknown
MATCH (p:Party) WHERE p.within IS NOT NULL AND NOT EXISTS { (:Party {id: p.within}) } RETURN count(*)
