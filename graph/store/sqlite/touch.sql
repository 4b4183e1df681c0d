-- Since schema 2. A claim as each of its entities meets it: a projection of claim and membership, known while both are,
-- clustered by entity, so that a walk finds all that an entity touches in one place. Made anew from the facts when a store
-- of schema 1 is opened; touches.py keeps it.

CREATE TABLE touch (
  entity INTEGER NOT NULL,
  tie INTEGER NOT NULL,          -- 1: a relation between two parties, last and in the order of the entity's mentions
  party INTEGER NOT NULL,        -- the entity's mention
  side INTEGER NOT NULL,         -- 0: the claim's subject (of a relation: the holder), 1: its object
  cid INTEGER NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  other INTEGER,                 -- the entity at the other end, while it has one
  sure INTEGER NOT NULL,         -- 1: both memberships are confirmed
  begin_min INTEGER NOT NULL,
  begin_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  tx INTEGER NOT NULL,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (entity, tie, party, side, cid, tx)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER touch_kept BEFORE UPDATE OF entity, tie, party, side, cid, kind, type, other, sure, begin_min, begin_max, end_min, end_max, tx ON touch BEGIN SELECT RAISE(ABORT, 'touch is never overwritten'); END;
CREATE TRIGGER touch_once BEFORE UPDATE OF tx_end ON touch WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'touch.tx_end is set once'); END;
CREATE TRIGGER touch_stays BEFORE DELETE ON touch WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'touch is never deleted'); END;

-- Where every party has been, the times without an entity too.
CREATE TEMP TABLE stay AS
  SELECT party, entity, certainty, tx, tx_end FROM membership
  UNION ALL SELECT party, NULL, NULL, 0, min(tx) FROM membership GROUP BY party HAVING min(tx) > 0
  UNION ALL SELECT party, NULL, NULL, tx_end, next FROM (
    SELECT party, tx_end, lead(tx, 1, 9223372036854775807) OVER (PARTITION BY party ORDER BY tx) AS next FROM membership
  ) WHERE tx_end < next
  UNION ALL SELECT p.pid, NULL, NULL, 0, 9223372036854775807 FROM party p
  WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.party = p.pid);
CREATE INDEX temp.stay_party ON stay (party);

INSERT INTO touch
SELECT m.entity, c.kind = 'relation' AND c.object IS NOT NULL, m.party, e.side, c.cid, c.kind, c.type, n.entity,
  m.certainty = 'confirmed' AND n.certainty IS 'confirmed', c.begin_min, c.begin_max, c.end_min, c.end_max,
  max(c.tx, m.tx, coalesce(n.tx, 0)), min(c.tx_end, m.tx_end, coalesce(n.tx_end, 9223372036854775807))
FROM (SELECT 0 AS side UNION ALL SELECT 1) e CROSS JOIN claim c
CROSS JOIN membership m ON m.party = CASE e.side WHEN 0 THEN c.subject ELSE c.object END
  AND m.tx < c.tx_end AND c.tx < m.tx_end
LEFT JOIN stay n ON n.party = CASE e.side WHEN 0 THEN c.object ELSE c.subject END
  AND n.tx < min(c.tx_end, m.tx_end) AND max(c.tx, m.tx) < n.tx_end
WHERE c.tx < c.tx_end AND m.tx < m.tx_end ORDER BY 1, 2, 3, 4, 5;

DROP TABLE temp.stay;
