// == begin
// The write lock on the one ledger comes first; what is read after it is what the last writer left.
MATCH (l:Ledger {id: 1})
SET l.writer = $unit
WITH l
WITH l, l.tx + 1 AS tx, CASE WHEN l.at > $at THEN l.at ELSE $at END AS at
SET l.tx = tx, l.at = at
CREATE (:Transaction {tx: tx, at: at, actor: $actor, cause: $cause, unit: $unit})
RETURN tx, l.deliveries, l.records, l.names, l.claims, l.events, l.judgements

// == number
MATCH (l:Ledger {id: 1}) SET l += $numbers

// == head
MATCH (l:Ledger {id: 1}) RETURN l.tx

// == at
MATCH (t:Transaction) WHERE t.at <= $moment RETURN t.tx ORDER BY t.at DESC, t.tx DESC LIMIT 1

// == transactions
MATCH (t:Transaction) WHERE t.tx > $after
RETURN t.tx, t.at, t.actor, t.cause ORDER BY t.tx LIMIT $limit

// == committed
MATCH (t:Transaction {tx: $tx}) WHERE t.unit = $unit RETURN t.tx

// == migrations
OPTIONAL MATCH (l:Ledger {id: 1})
WITH l IS NOT NULL AS ready
RETURN ready, COLLECT { MATCH (m:Migration) RETURN [m.number, m.name, m.checksum] ORDER BY m.number }

// == lock_migrations
MERGE (m:MigrationLock {id: 1}) SET m.holder = $holder

// == migrated
CREATE (:Migration {number: $number, name: $name, checksum: $checksum, at: $at})

// == unique_migration
CREATE CONSTRAINT migration IF NOT EXISTS FOR (n:Migration) REQUIRE n.number IS UNIQUE

// == unique_lock
CREATE CONSTRAINT migration_lock IF NOT EXISTS FOR (n:MigrationLock) REQUIRE n.id IS UNIQUE

// == components
CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions[0], edition
