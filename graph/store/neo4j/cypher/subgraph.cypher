// One question, composed of these parts for as many hops as are asked. Everything is answered as known after one
// transaction, the last committed one when none is named. What is asked comes as one map: a plan is kept for each type
// and size of a parameter, and a map has but one.
//   every claim:            asked, begin, touch, rarest, (advance, touch) x hops, whole, inner, every, close, answer
//   what bears on a matter: asked, begin, (touch, rarest, advance, …) up to the last hop, sieve, inner, bearing,
//                           nearer x hops, leading, close, answer
// From `begin` to `close` it is a question within a question about `at` and `subjects` (foreseen.cypher asks it, too).

// == asked
MATCH (l:Ledger {id: 1})
WITH coalesce($asked.at, l.tx) AS at
CALL () {
  UNWIND $asked.entities AS id
  MATCH (e:Entity {id: id})
  USING INDEX SEEK e:Entity(id)
  RETURN collect(DISTINCT e) AS subjects
}

// == begin
CALL (at, subjects) {
WITH at, [] AS inside, subjects AS frontier, [] AS ties, [] AS heavy

// == touch
// A hub is told by one relation too many; the others are not read. Relations are between entities: no label is asked.
CALL (at, frontier) {
  UNWIND frontier AS e
  CALL (at, e) {
    MATCH (e)-[r:RELATION|HOLDS_RESPONSIBLE]-(f)
    WHERE ($asked.along IS NULL OR type(r) IN $asked.along) AND r.tx <= at AND r.tx_end > at
    RETURN r, f LIMIT toInteger($asked.hub) + 1
  }
  WITH e, collect([r, f]) AS touches, sum(CASE WHEN f = e THEN 2 ELSE 1 END) > $asked.hub AS hub
  UNWIND CASE WHEN hub THEN [null] ELSE touches END AS touch
  RETURN collect(DISTINCT CASE WHEN hub THEN e END) AS hubs, collect(touch) AS touched
}
WITH at, inside, frontier, ties + touched AS ties, heavy + hubs AS heavy, touched

// == rarest
// A hub that was asked for brings as many claims as the guard lets pass, rare types first. They are counted first and
// walked again: rows that carry the list they come from are each counted with all of it, and 50,000 of them are refused.
CALL (at, heavy) {
  UNWIND heavy AS e
  CALL (at, e) {
    CALL (at, e) {
      MATCH (e)-[r:RELATION|HOLDS_RESPONSIBLE]-(f)
      WHERE ($asked.along IS NULL OR type(r) IN $asked.along) AND r.tx <= at AND r.tx_end > at
      WITH coalesce(r.type, '') AS type, count(r) AS n
      RETURN collect([type, n]) AS counts
    }
    MATCH (e)-[r:RELATION|HOLDS_RESPONSIBLE]-(f)
    WHERE ($asked.along IS NULL OR type(r) IN $asked.along) AND r.tx <= at AND r.tx_end > at
    UNWIND CASE WHEN f = e THEN [1, 2] ELSE [1] END AS _
    WITH r, f, head([each IN counts WHERE each[0] = coalesce(r.type, '') | each[1]]) AS n
    ORDER BY n, r.cid LIMIT toInteger($asked.hub)
    RETURN [r, f] AS touch
  }
  RETURN collect(touch) AS rarest
}
WITH at, inside, frontier, ties + rarest AS ties, heavy, touched + rarest AS touched

// == advance
CALL (inside, frontier, touched) {
  CALL (inside, frontier, touched) {
    UNWIND inside + frontier AS e RETURN e, 1 AS old
    UNION ALL
    UNWIND touched AS touch RETURN touch[1] AS e, 0 AS old
  }
  WITH e, max(old) AS old
  RETURN collect(CASE WHEN old = 0 THEN e END) AS met
}
WITH at, inside + frontier AS inside, met AS frontier, ties, heavy

// == sieve
// The walk ends here: of those whom it met last, only they stay of whom something is said (and who was asked for). A
// mark is read with its listing, whoever is marked.
CALL (at, inside, frontier) {
  WITH at, frontier, size(inside) = 0 AS asked
  UNWIND frontier AS e
  WITH at, e WHERE asked OR EXISTS { MATCH (e)-[r:HOLDS_RESPONSIBLE]-() WHERE r.tx <= at AND r.tx_end > at }
    OR EXISTS { MATCH (e)-[l:SUBJECT_OF|OBJECT_OF|HOLDS|PARTY_TO]->() WHERE l.tx <= at AND l.tx_end > at }
  RETURN collect(e) AS spoken
}
CALL (at, spoken) {
  UNWIND spoken AS e
  MATCH (e)-[r:HOLDS_RESPONSIBLE]-(f) WHERE r.tx <= at AND r.tx_end > at
  RETURN collect([r, f]) AS marks, collect(DISTINCT e) AS marked
}
WITH at, inside + spoken AS reached, ties + marks AS ties, heavy, marked

// == whole
WITH at, inside + frontier AS reached, ties, heavy, [] AS marked

// == inner
// Relations with both ends inside, and marks whose listed one is: a mark on somebody further away may say when the
// violation was.
CALL (reached, ties) {
  CALL (reached, ties) {
    UNWIND reached AS e RETURN e, null AS r, 1 AS inside
    UNION ALL
    UNWIND ties AS tie
    RETURN CASE type(tie[0]) WHEN 'HOLDS_RESPONSIBLE' THEN startNode(tie[0]) ELSE tie[1] END AS e, tie[0] AS r, 0 AS inside
  }
  WITH e, max(inside) AS inside, collect(DISTINCT r) AS relations WHERE inside = 1
  UNWIND relations AS r
  RETURN collect(DISTINCT r) AS ways
}
// Of the types that are not followed, those between a company and whom a decision on it marks: a mark can name any place.
CALL (at, ways) {
  UNWIND ways AS mark
  WITH at, mark WHERE $asked.along IS NOT NULL AND type(mark) = 'HOLDS_RESPONSIBLE'
  WITH DISTINCT at, startNode(mark) AS one, endNode(mark) AS other
  MATCH (one)-[r:RELATION]-(other) WHERE NOT type(r) IN $asked.along AND r.tx <= at AND r.tx_end > at
  RETURN collect(DISTINCT r) AS beside
}
WITH at, subjects, reached, heavy, marked, ways + beside AS inner
CALL (at, reached) {
  UNWIND reached AS e
  MATCH (e)-[l:SUBJECT_OF|OBJECT_OF|HOLDS|PARTY_TO]->(c:Claim) WHERE l.tx <= at AND l.tx_end > at
    AND ($asked.products IS NULL OR l.kind IN $asked.stated OR (l.kind = 'product' AND l.type IN $asked.products))
  RETURN collect([l.cid, c.body, l.side, e.id, l.certainty, l.listing]) AS links, collect(DISTINCT e) AS said
}

// == bearing
// Few of those who were met lead to anything: the others are neither read nor sent. First those who bear on the matter.
CALL (inner, marked, said) {
  CALL (inner, marked, said) {
    UNWIND marked + said AS e RETURN e
    UNION ALL
    UNWIND inner AS r
    WITH r WHERE type(r) = 'HOLDS_RESPONSIBLE'
    UNWIND [startNode(r), endNode(r)] AS e RETURN e
  }
  RETURN collect(DISTINCT e) AS near
}
WITH at, subjects, reached, heavy, marked, inner, links, near

// == nearer
// Then those beside them.
CALL (inner, near) {
  CALL (inner, near) {
    UNWIND near AS e RETURN e, null AS other, 1 AS bears
    UNION ALL
    UNWIND CASE WHEN size(near) = 0 THEN [] ELSE inner END AS r
    UNWIND [[startNode(r), endNode(r)], [endNode(r), startNode(r)]] AS ends
    RETURN ends[0] AS e, ends[1] AS other, 0 AS bears
  }
  WITH e, max(bears) AS bears, collect(other) AS others WHERE bears = 1
  UNWIND [e] + others AS f
  RETURN collect(DISTINCT f) AS nearer
}
WITH at, subjects, reached, heavy, marked, inner, links, nearer AS near

// == leading
// And the relations among all of these.
CALL (inner, near) {
  CALL (inner, near) {
    UNWIND near AS e RETURN e, null AS r, 1 AS bears
    UNION ALL
    UNWIND CASE WHEN size(near) = 0 THEN [] ELSE inner END AS r
    UNWIND [startNode(r), endNode(r)] AS e RETURN e, r, 0 AS bears
  }
  WITH e, max(bears) AS bears, collect(r) AS touching WHERE bears = 1
  UNWIND touching AS r
  WITH r, count(*) AS ends WHERE ends = 2
  RETURN collect(r) AS leading
}
WITH at, subjects, reached, heavy, marked, links, leading AS inner, near

// == every
WITH at, subjects, reached, heavy, marked, links, inner, reached AS near

// == close
// Claims about a listing whose subject nobody has resolved yet: an event of today, before tonight's resolution.
// The keys are told apart after the union: a UNION of distinct rows would keep both lists once for every key.
CALL (at, inner, links) {
  CALL (inner, links) {
    UNWIND links AS link RETURN link[5] AS key
    UNION ALL
    UNWIND inner AS r RETURN r.listing AS key
  }
  WITH DISTINCT at, key WHERE key IS NOT NULL
  MATCH (c:Claim {listing: key})
  USING INDEX SEEK c:Claim(listing)
  WHERE c.tx <= at AND c.tx_end > at AND NOT EXISTS {
    MATCH (c)-[:ABOUT]->(:Party)-[m:MEMBER_OF]->(:Entity) WHERE m.tx <= at AND m.tx_end > at
  }
  OPTIONAL MATCH (c)-[:TOWARDS]->(:Party)-[m:MEMBER_OF]->(o:Entity) WHERE m.tx <= at AND m.tx_end > at
  RETURN collect([c.cid, c.body, 'object', o.id, m.certainty, key]) AS shared
}
// Of the subjects themselves only what is not told already.
CALL (at, subjects, near) {
  CALL (subjects, near) {
    UNWIND subjects AS e RETURN e, 1 AS subject
    UNION ALL
    UNWIND near AS e RETURN e, 0 AS subject
  }
  WITH at, e, max(subject) AS subject WHERE subject = 0 OR NOT $asked.told
  OPTIONAL MATCH (e)-[:KNOWN_AS]->(s:State) WHERE s.tx <= at AND s.tx_end > at
  RETURN collect([e.id, s.body]) AS nodes
}
RETURN nodes, [e IN heavy | e.id] AS truncated, [e IN marked | e.id] AS marked, links, shared,
  [r IN inner | [r.kind, r.cid, r.body, startNode(r).id, r.subject_certainty, endNode(r).id, r.object_certainty,
    r.listing]] AS relations,
  // who is within reach, when something is told that may have an end beyond
  CASE WHEN size(shared) > 0 OR any(r IN inner WHERE type(r) = 'HOLDS_RESPONSIBLE') THEN [e IN reached | e.id] ELSE [] END
    AS within
}

// == answer
RETURN nodes, truncated, marked, links, shared, relations, within
