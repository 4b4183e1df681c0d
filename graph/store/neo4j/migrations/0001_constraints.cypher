// What is unique. Community has no other constraints: required properties are checked by the adapter before a write and
// by `xintu store check` afterwards. Composite constraints serve as the index of their first property, too, when a
// question also bounds the second.
CREATE CONSTRAINT ledger IF NOT EXISTS FOR (n:Ledger) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT transaction IF NOT EXISTS FOR (n:Transaction) REQUIRE n.tx IS UNIQUE;
CREATE CONSTRAINT department IF NOT EXISTS FOR (n:Department) REQUIRE (n.region, n.alias, n.tx) IS UNIQUE;
CREATE CONSTRAINT delivery IF NOT EXISTS FOR (n:Delivery) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT delivery_number IF NOT EXISTS FOR (n:Delivery) REQUIRE n.did IS UNIQUE;
CREATE CONSTRAINT run IF NOT EXISTS FOR (n:Run) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT row IF NOT EXISTS FOR (n:Row) REQUIRE (n.did, n.row) IS UNIQUE;
CREATE CONSTRAINT record IF NOT EXISTS FOR (n:Record) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT version IF NOT EXISTS FOR (n:Version) REQUIRE (n.record, n.version) IS UNIQUE;
CREATE CONSTRAINT header IF NOT EXISTS FOR (n:Header) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT party IF NOT EXISTS FOR (n:Party) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT number IF NOT EXISTS FOR (n:Number) REQUIRE n.text IS UNIQUE;
CREATE CONSTRAINT name IF NOT EXISTS FOR (n:Name) REQUIRE (n.folded, n.core) IS UNIQUE;
CREATE CONSTRAINT name_number IF NOT EXISTS FOR (n:Name) REQUIRE n.nid IS UNIQUE;
CREATE CONSTRAINT bundle IF NOT EXISTS FOR (n:Bundle) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT block IF NOT EXISTS FOR (n:Block) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT claim IF NOT EXISTS FOR (n:Claim) REQUIRE n.cid IS UNIQUE;
CREATE CONSTRAINT entity IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT identity_event IF NOT EXISTS FOR (n:IdentityEvent) REQUIRE n.seq IS UNIQUE;
CREATE CONSTRAINT judgement IF NOT EXISTS FOR (n:Judgement) REQUIRE n.jid IS UNIQUE;
CREATE CONSTRAINT model IF NOT EXISTS FOR (n:Model) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT entry IF NOT EXISTS FOR (n:Entry) REQUIRE (n.stream, n.seq) IS UNIQUE;
CREATE CONSTRAINT entry_key IF NOT EXISTS FOR (n:Entry) REQUIRE (n.stream, n.key) IS UNIQUE;
CREATE CONSTRAINT policy IF NOT EXISTS FOR (n:Policy) REQUIRE (n.kind, n.digest) IS UNIQUE;
CREATE CONSTRAINT policy_force IF NOT EXISTS FOR (n:PolicyForce) REQUIRE (n.kind, n.tx) IS UNIQUE;
