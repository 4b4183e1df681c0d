// What is searched by. The full-text index holds the characters and bigrams of a name's core, parted by blanks: `cjk`
// keeps a lone character as it is and two neighbours as one piece, so a name of two characters (华为) is found as well.
CREATE INDEX transaction_at IF NOT EXISTS FOR (n:Transaction) ON (n.at);
CREATE INDEX record_owner IF NOT EXISTS FOR (n:Record) ON (n.region, n.department, n.dataset);
CREATE INDEX party_tx IF NOT EXISTS FOR (n:Party) ON (n.tx);
CREATE INDEX number_organisation IF NOT EXISTS FOR (n:Number) ON (n.organisation);
CREATE INDEX party_within IF NOT EXISTS FOR (n:Party) ON (n.within);
CREATE INDEX name_folded IF NOT EXISTS FOR (n:Name) ON (n.folded);
CREATE INDEX name_core IF NOT EXISTS FOR (n:Name) ON (n.core);
CREATE INDEX claim_listing IF NOT EXISTS FOR (n:Claim) ON (n.listing);
CREATE INDEX listing_tx IF NOT EXISTS FOR (n:Listing) ON (n.tx);
CREATE INDEX listing_tx_end IF NOT EXISTS FOR (n:Listing) ON (n.tx_end);
CREATE INDEX event_tx IF NOT EXISTS FOR (n:Event) ON (n.tx);
CREATE INDEX event_tx_end IF NOT EXISTS FOR (n:Event) ON (n.tx_end);
CREATE INDEX judgement_a IF NOT EXISTS FOR (n:Judgement) ON (n.a);
CREATE INDEX judgement_b IF NOT EXISTS FOR (n:Judgement) ON (n.b);
CREATE FULLTEXT INDEX name_pieces IF NOT EXISTS FOR (n:Name) ON EACH [n.pieces] OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}};
CALL db.awaitIndexes(600);
