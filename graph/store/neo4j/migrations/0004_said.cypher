// What is searched by beside names and numbers: decisions by their document's number. Shops' names are in the index of
// names. The claims that were there before get both after these statements (said.py).
CREATE INDEX claim_document IF NOT EXISTS FOR (n:Claim) ON (n.document);
CALL db.awaitIndexes(600);
