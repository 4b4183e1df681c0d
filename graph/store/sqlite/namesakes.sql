-- Parties without a whole number, by name: files made before the schema had this index lack it.
CREATE INDEX IF NOT EXISTS party_unnumbered ON party (nid) WHERE identifiers = '[]' OR instr(identifiers, '*') > 0;
