// == now
UNWIND $parties AS id
MATCH (p:Party {id: id})
USING INDEX SEEK p:Party(id)
OPTIONAL MATCH (p)-[m:MEMBER_OF]->(e:Entity) WHERE m.tx_end = $open
RETURN collect([id, e.id, m.certainty, m.tx])

// == mint
UNWIND $entities AS id
MERGE (e:Entity {id: id})
ON CREATE SET e.tx = $tx

// == leave
UNWIND $parties AS id
MATCH (p:Party {id: id})-[m:MEMBER_OF]->(:Entity)
USING INDEX SEEK p:Party(id)
WHERE m.tx_end = $open
FOREACH (_ IN CASE WHEN m.tx < $tx THEN [1] ELSE [] END | SET m.tx_end = $tx)
FOREACH (_ IN CASE WHEN m.tx = $tx THEN [1] ELSE [] END | DELETE m)

// == join
UNWIND $rows AS row
MATCH (p:Party {id: row.party})
USING INDEX SEEK p:Party(id)
MATCH (e:Entity {id: row.entity})
USING INDEX SEEK e:Entity(id)
CREATE (p)-[:MEMBER_OF {certainty: row.certainty, tx: $tx, tx_end: $open}]->(e)

// == memberships
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $parties AS id
MATCH (p:Party {id: id})-[m:MEMBER_OF]->(e:Entity)
USING INDEX SEEK p:Party(id)
WHERE m.tx <= at AND m.tx_end > at
RETURN collect([id, e.id, m.certainty])

// == all_memberships
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (p:Party)-[m:MEMBER_OF]->(e:Entity) WHERE m.tx <= at AND m.tx_end > at
RETURN p.id, e.id, m.certainty

// == members
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $entities AS id
MATCH (e:Entity {id: id})<-[m:MEMBER_OF]-(p:Party)
USING INDEX SEEK e:Entity(id)
WHERE m.tx <= at AND m.tx_end > at
WITH id, p, m ORDER BY id, p.id
RETURN collect([id, p.id, m.certainty])

// == add_events
UNWIND $rows AS row
CREATE (i:IdentityEvent)
SET i = row.properties
WITH i, row
UNWIND row.concerned AS id
MATCH (e:Entity {id: id})
USING INDEX SEEK e:Entity(id)
CREATE (i)-[:CONCERNS]->(e)

// == revive
UNWIND $entities AS id
MATCH (e:Entity {id: id})-[s:SUCCEEDED_BY]->(:Entity)
USING INDEX SEEK e:Entity(id)
WHERE s.tx_end = $open
FOREACH (_ IN CASE WHEN s.tx < $tx THEN [1] ELSE [] END | SET s.tx_end = $tx)
FOREACH (_ IN CASE WHEN s.tx = $tx THEN [1] ELSE [] END | DELETE s)

// == retire
UNWIND $rows AS row
MATCH (e:Entity {id: row.entity})
USING INDEX SEEK e:Entity(id)
MATCH (s:Entity {id: row.successor})
USING INDEX SEEK s:Entity(id)
CREATE (e)-[:SUCCEEDED_BY {tx: $tx, tx_end: $open}]->(s)

// == successors
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $entities AS id
MATCH (e:Entity {id: id})
USING INDEX SEEK e:Entity(id)
WHERE e.tx <= at
MATCH path = (e)-[:SUCCEEDED_BY*0..]->(s:Entity)
WHERE all(r IN relationships(path) WHERE r.tx <= at AND r.tx_end > at)
WITH id, s, length(path) AS steps ORDER BY steps DESC
WITH id, head(collect(s.id)) AS heir
RETURN collect([id, heir])

// == events
MATCH (i:IdentityEvent)
MATCH (t:Transaction {tx: i.tx})
RETURN t.tx, t.at, t.actor, t.cause, i.event, i.entity, i.others, i.parties, i.reason, i.valid ORDER BY i.seq

// == events_of
MATCH (e:Entity {id: $entity})<-[:CONCERNS]-(i:IdentityEvent)
USING INDEX SEEK e:Entity(id)
MATCH (t:Transaction {tx: i.tx})
RETURN t.tx, t.at, t.actor, t.cause, i.event, i.entity, i.others, i.parties, i.reason, i.valid ORDER BY i.seq

// == held_judgement
MATCH (j:Judgement) WHERE j.a = $a AND j.b = $b AND j.author = $author AND j.tx_end = $open
RETURN j.a, j.b, j.verdict, j.author, j.reason, j.score, j.since

// == add_judgement
CREATE (j:Judgement)
SET j = $properties

// == retract_judgement
MATCH (j:Judgement) WHERE j.a = $a AND j.b = $b AND j.author = $author AND j.tx_end = $open
SET j.tx_end = $tx

// == judgements
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
MATCH (j:Judgement) WHERE j.tx <= at AND j.tx_end > at AND j.author <> $but
RETURN j.jid, j.a, j.b, j.verdict, j.author, j.reason, j.score, j.since ORDER BY j.jid

// == judgements_of
MATCH (l:Ledger {id: 1}) WITH coalesce($at, l.tx) AS at
UNWIND $parties AS party
MATCH (j:Judgement) WHERE (j.a = party OR j.b = party) AND j.tx <= at AND j.tx_end > at AND j.author <> $but
WITH DISTINCT j
RETURN collect([j.jid, j.a, j.b, j.verdict, j.author, j.reason, j.score, j.since])

// == judged_since
CALL () {
  MATCH (j:Judgement) WHERE j.tx > $tx RETURN j
  UNION
  MATCH (j:Judgement) WHERE j.tx_end > $tx AND j.tx_end < $open RETURN j
}
WITH j WHERE j.author <> $but
RETURN j.a, j.b, j.verdict, j.author, j.reason, j.score, j.since ORDER BY j.jid

// == model
MERGE (:Model {id: $model})

// == edges_now
UNWIND $pairs AS pair
MATCH (a:Party {id: pair[0]})
USING INDEX SEEK a:Party(id)
MATCH (b:Party {id: pair[1]})
USING INDEX SEEK b:Party(id)
MATCH (a)-[x:CANDIDATE]->(b) WHERE x.model = $model AND x.tx_end = $open
RETURN collect([a.id, b.id, x.weight])

// == end_edges
UNWIND $pairs AS pair
MATCH (a:Party {id: pair[0]})
USING INDEX SEEK a:Party(id)
MATCH (b:Party {id: pair[1]})
USING INDEX SEEK b:Party(id)
MATCH (a)-[x:CANDIDATE]->(b) WHERE x.model = $model AND x.tx_end = $open
FOREACH (_ IN CASE WHEN x.tx < $tx THEN [1] ELSE [] END | SET x.tx_end = $tx)
FOREACH (_ IN CASE WHEN x.tx = $tx THEN [1] ELSE [] END | DELETE x)

// == add_edges
UNWIND $rows AS row
MATCH (a:Party {id: row.a})
USING INDEX SEEK a:Party(id)
MATCH (b:Party {id: row.b})
USING INDEX SEEK b:Party(id)
CREATE (a)-[:CANDIDATE {model: $model, weight: row.weight, levels: row.levels, tx: $tx, tx_end: $open}]->(b)

// == edges_of
UNWIND $parties AS id
MATCH (p:Party {id: id})-[x:CANDIDATE]-(:Party)
USING INDEX SEEK p:Party(id)
WHERE x.model = $model AND x.tx_end = $open
WITH DISTINCT x
RETURN collect([startNode(x).id, endNode(x).id, x.weight, x.levels])

// == page_of_edges
MATCH (a:Party) WHERE a.id > $after
WITH a ORDER BY a.id LIMIT $limit
OPTIONAL MATCH (a)-[x:CANDIDATE]->(b:Party) WHERE x.model = $model AND x.tx_end = $open
RETURN a.id, b.id, x.weight, x.levels ORDER BY a.id, b.id

// == known_model
MATCH (m:Model {id: $model}) RETURN m.id
