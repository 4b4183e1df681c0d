// What a check of numbers asks for, at once: who holds each and which parties state it, the holders' states, and for
// persons among them whoever bears the same name without stating a whole number, beside what a log holds after an entry.
// Composed of these parts, with a walk around the holders (subgraph.cypher) between `holders` and `stated`, or with none.
// Who states the numbers is told last: what is told before the walk is counted with each row of it, and a town's finance
// head is stated by tens of thousands.

// == holders
MATCH (l:Ledger {id: 1})
WITH l.tx AS at
CALL () {
  MATCH (e:Entry) USING INDEX SEEK e:Entry(stream, seq) WHERE e.stream = $asked.stream AND e.seq > $asked.after
  WITH e ORDER BY e.stream, e.seq LIMIT toInteger($asked.entries)
  RETURN collect([e.stream, e.seq, e.payload, coalesce(e.key, ''), e.digest, e.tx]) AS entries
}
CALL (at) {
  UNWIND $asked.numbers AS text
  MATCH (n:Number {text: text})<-[:STATES]-(p)
  USING INDEX SEEK n:Number(text)
  MATCH (p)-[m:MEMBER_OF]->(e) WHERE m.tx <= at AND m.tx_end > at
  WITH text, e, min(m.certainty) AS certainty
  RETURN collect([text, e.id, certainty]) AS held, collect(DISTINCT e) AS subjects
}
CALL (at, subjects) {
  UNWIND subjects AS e
  MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx <= at AND s.tx_end > at
  RETURN collect([e.id, s.body]) AS holders, [x IN collect([e, s]) WHERE x[1].kind = 'person'] AS persons
}
// A person is called as one of its parties is; one of them leads to the name as it is searched by.
CALL (at, persons) {
  UNWIND persons AS person
  WITH at, person[0] AS e, person[1].name AS name
  CALL (e, name) {
    MATCH (e)<-[:MEMBER_OF]-(p) WHERE p.name = name
    MATCH (p)-[:NAMED]->(n:Name)
    RETURN n.folded AS folded LIMIT 1
  }
  WITH DISTINCT at, name, folded
  MATCH (p:Party {unnumbered: folded})
  USING INDEX SEEK p:Party(unnumbered)
  MATCH (p)-[m:MEMBER_OF]->(e:Entity) WHERE m.tx <= at AND m.tx_end > at
  WITH DISTINCT at, name, e
  MATCH (e)-[:KNOWN_AS]->(s:State {kind: 'person'}) WHERE s.tx <= at AND s.tx_end > at
  RETURN collect([name, e.id, s.body]) AS namesakes
}

// == stated
// Which mention states a number is asked of persons' numbers only (graph.questions).
CALL () {
  UNWIND $asked.personal AS text
  MATCH (n:Number {text: text})<-[:STATES]-(p)
  USING INDEX SEEK n:Number(text)
  WITH text, collect(p.id) AS parties
  RETURN collect([text, parties]) AS stated
}

// == answer
RETURN at, entries, held, stated, holders, namesakes

// == walked
RETURN at, entries, held, stated, holders, namesakes, nodes, truncated, marked, links, shared, relations, within
