// Parties that state no whole number, by the name that they are searched by: of a name that thousands bear, the few whom a
// list knows by name alone are found without reading the others. Those that were there before get it after these
// statements (parties.py).
CREATE INDEX party_unnumbered IF NOT EXISTS FOR (n:Party) ON (n.unnumbered);
CALL db.awaitIndexes(600);
