
-- Since schema 5. What claims say that is searched by: names of online shops (an operator under another name), numbers of
-- decisions' documents. said.py keeps them; the functions are its own, and are there while a file is brought up.

CREATE TABLE shop (
  cid INTEGER PRIMARY KEY REFERENCES claim,
  nid INTEGER NOT NULL REFERENCES name,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX shop_name ON shop (nid);
CREATE TRIGGER shop_kept BEFORE UPDATE ON shop BEGIN SELECT RAISE(ABORT, 'shop is never overwritten'); END;
CREATE TRIGGER shop_stays BEFORE DELETE ON shop BEGIN SELECT RAISE(ABORT, 'shop is never deleted'); END;

CREATE TABLE document (
  number TEXT NOT NULL,          -- linkage.readers.cells.normal_document
  cid INTEGER NOT NULL REFERENCES claim,
  PRIMARY KEY (number, cid)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER document_kept BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'document is never overwritten'); END;
CREATE TRIGGER document_stays BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'document is never deleted'); END;

CREATE TEMP TABLE called AS
  SELECT cid, said AS name, shop_folded(said) AS folded, shop_core(said) AS core
  FROM (SELECT cid, shop_of(type, facts) AS said FROM claim WHERE type = 'online_shop') WHERE said <> '';
INSERT INTO name (folded, core) SELECT DISTINCT folded, core FROM temp.called WHERE true ON CONFLICT DO NOTHING;
INSERT INTO gram
  SELECT g.value, n.nid FROM (SELECT DISTINCT folded, core FROM temp.called) c
  CROSS JOIN name n ON n.folded = c.folded AND n.core = c.core CROSS JOIN json_each(pieces(n.core)) g
  WHERE true ON CONFLICT DO NOTHING;
INSERT INTO shop SELECT c.cid, n.nid, c.name FROM temp.called c CROSS JOIN name n ON n.folded = c.folded AND n.core = c.core;
DROP TABLE temp.called;

INSERT INTO document
  SELECT number, cid FROM (SELECT document_of(kind, facts) AS number, cid FROM claim WHERE kind IN ('listing', 'event'))
  WHERE number <> '';
