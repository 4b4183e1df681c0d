-- The embedded store. Nothing is overwritten: a row of a system-versioned table is known from tx up to, not including,
-- tx_end; open rows carry the greatest integer. tx_end is set once, by trigger; nothing is ever deleted.
-- Days are proleptic ordinals (1 = 0001-01-01). Integer keys are the store's own; texts are the port's ids.

CREATE TABLE tx_log (
  tx INTEGER PRIMARY KEY,
  at TEXT NOT NULL,              -- UTC, ISO 8601, never before its predecessor's
  actor TEXT NOT NULL,
  cause TEXT NOT NULL
) STRICT;
CREATE INDEX tx_log_at ON tx_log (at);

-- deliveries and rows

CREATE TABLE department (
  region TEXT NOT NULL,
  alias TEXT NOT NULL,           -- the canonical name is an alias of itself
  name TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (region, alias, tx)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
  did INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  run TEXT NOT NULL,
  region TEXT NOT NULL,
  department TEXT NOT NULL,
  format TEXT NOT NULL,
  path TEXT NOT NULL,
  encoding TEXT NOT NULL,
  kind TEXT NOT NULL,
  as_at INTEGER NOT NULL,
  digest TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log
) STRICT;

CREATE TABLE run_delivery (      -- a run works on a delivery that another, broken run may have begun
  run TEXT NOT NULL,
  did INTEGER NOT NULL REFERENCES delivery,
  tx INTEGER NOT NULL REFERENCES tx_log,
  PRIMARY KEY (run, did)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_whole (
  run TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  PRIMARY KEY (run)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery_whole (
  did INTEGER PRIMARY KEY REFERENCES delivery,
  row_count INTEGER NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log
) STRICT;

CREATE TABLE record (
  rid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  dataset TEXT NOT NULL,
  nature TEXT NOT NULL,
  region TEXT NOT NULL,
  department TEXT NOT NULL,
  did INTEGER NOT NULL REFERENCES delivery,
  tx INTEGER NOT NULL REFERENCES tx_log
) STRICT;
CREATE INDEX record_owner ON record (region, department, dataset);

CREATE TABLE header (
  hid INTEGER PRIMARY KEY,
  names TEXT NOT NULL UNIQUE     -- JSON array of column headings, stored once
) STRICT;

CREATE TABLE version (
  rid INTEGER NOT NULL REFERENCES record,
  version INTEGER NOT NULL,
  digest TEXT NOT NULL,          -- '' when a full delivery no longer held the record
  standing INTEGER NOT NULL,     -- 0: arrived late, history only
  changed INTEGER NOT NULL,
  as_at INTEGER NOT NULL,
  did INTEGER NOT NULL REFERENCES delivery,
  row INTEGER NOT NULL,
  hid INTEGER REFERENCES header,
  cells TEXT NOT NULL,           -- JSON array in the header's order
  parties TEXT NOT NULL,         -- JSON array of pid, in the record's order
  tx INTEGER NOT NULL REFERENCES tx_log,
  PRIMARY KEY (rid, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
  did INTEGER NOT NULL REFERENCES delivery,
  row INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  rid INTEGER REFERENCES record,
  version INTEGER,
  tx INTEGER NOT NULL REFERENCES tx_log,
  PRIMARY KEY (did, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcome_record ON outcome (rid) WHERE rid IS NOT NULL;

CREATE TABLE rejection (
  did INTEGER NOT NULL REFERENCES delivery,
  row INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,           -- masked
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (did, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE issue (
  did INTEGER NOT NULL REFERENCES delivery,
  row INTEGER NOT NULL,
  place INTEGER NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,           -- masked
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (did, row, place)
) STRICT, WITHOUT ROWID;

-- parties and claims

CREATE TABLE name (
  nid INTEGER PRIMARY KEY,
  folded TEXT NOT NULL,          -- linkage.script.fold
  core TEXT NOT NULL,            -- what the grams are of: a person's name, else brand and line of business
  UNIQUE (folded, core)
) STRICT;
CREATE INDEX name_core ON name (core);

CREATE TABLE gram (              -- characters and bigrams: trigrams find nothing under three characters
  gram TEXT NOT NULL,
  nid INTEGER NOT NULL,
  PRIMARY KEY (gram, nid)
) STRICT, WITHOUT ROWID;

CREATE TABLE party (
  pid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  rid INTEGER NOT NULL REFERENCES record,
  role TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  nid INTEGER NOT NULL REFERENCES name,
  identifiers TEXT NOT NULL,     -- JSON array of Identifier.to_text
  details TEXT NOT NULL,         -- JSON array of pairs
  within TEXT,
  as_at INTEGER NOT NULL,        -- of the delivery that first brought it
  tx INTEGER NOT NULL REFERENCES tx_log
) STRICT;
CREATE INDEX party_name ON party (nid);
CREATE INDEX party_unnumbered ON party (nid) WHERE identifiers = '[]' OR instr(identifiers, '*') > 0;  -- namesakes
CREATE INDEX party_tx ON party (tx, id);
CREATE INDEX party_within ON party (within) WHERE within IS NOT NULL;

CREATE TABLE number (
  text TEXT NOT NULL,            -- Identifier.to_text
  pid INTEGER NOT NULL REFERENCES party,
  PRIMARY KEY (text, pid)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_organisation ON number (substr(text, 14, 9)) WHERE substr(text, 1, 5) = 'uscc:';  -- a USCC's places 9-17

CREATE TABLE claim (
  cid INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  rid INTEGER NOT NULL REFERENCES record,
  version INTEGER NOT NULL,      -- the version that first stated it
  did INTEGER NOT NULL REFERENCES delivery,
  row INTEGER NOT NULL,
  kind TEXT NOT NULL,
  type TEXT NOT NULL,
  subject INTEGER NOT NULL REFERENCES party,
  object INTEGER REFERENCES party,
  listing TEXT,
  begin_min INTEGER NOT NULL,
  begin_max INTEGER NOT NULL,
  end_min INTEGER NOT NULL,
  end_max INTEGER NOT NULL,
  facts TEXT NOT NULL,           -- JSON array of pairs
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807
) STRICT;
CREATE INDEX claim_record ON claim (rid);
CREATE INDEX claim_subject ON claim (subject, tx_end, tx, kind, object);
CREATE INDEX claim_object ON claim (object, tx_end, tx, kind, subject) WHERE object IS NOT NULL;
CREATE INDEX claim_listing ON claim (listing) WHERE listing IS NOT NULL;
CREATE INDEX claim_appeared ON claim (tx) WHERE kind IN ('listing', 'event');
CREATE INDEX claim_retracted ON claim (tx_end) WHERE kind IN ('listing', 'event') AND tx_end < 9223372036854775807;

-- identity

CREATE TABLE entity (
  eid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  tx INTEGER NOT NULL REFERENCES tx_log
) STRICT;

CREATE TABLE membership (
  party INTEGER NOT NULL REFERENCES party,
  entity INTEGER NOT NULL REFERENCES entity,
  certainty TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (party, tx)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_entity ON membership (entity, tx_end, party, certainty);

CREATE TABLE node (              -- projection of an entity's members: rebuilt by set_memberships, bitemporal as they are
  entity INTEGER NOT NULL REFERENCES entity,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  identifiers TEXT NOT NULL,
  names TEXT NOT NULL,
  details TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (entity, tx)
) STRICT, WITHOUT ROWID;

CREATE TABLE alias (             -- projection of the ledger: a retired entity answers with its successor
  entity INTEGER NOT NULL REFERENCES entity,
  successor INTEGER NOT NULL REFERENCES entity,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (entity, tx)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity_event (
  seq INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  entity TEXT NOT NULL,
  others TEXT NOT NULL,
  parties TEXT NOT NULL,
  reason TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log
) STRICT;
CREATE INDEX identity_event_entity ON identity_event (entity);
CREATE TABLE identity_event_other (
  entity TEXT NOT NULL,
  seq INTEGER NOT NULL REFERENCES identity_event,
  PRIMARY KEY (entity, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgement (
  jid INTEGER PRIMARY KEY,
  a TEXT NOT NULL,
  b TEXT NOT NULL,
  verdict TEXT NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  score INTEGER,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807
) STRICT;
CREATE INDEX judgement_pair ON judgement (a, b, author);
CREATE INDEX judgement_b ON judgement (b);

CREATE TABLE model (
  mid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE edge (
  mid INTEGER NOT NULL REFERENCES model,
  a INTEGER NOT NULL REFERENCES party,
  b INTEGER NOT NULL REFERENCES party,
  weight INTEGER NOT NULL,
  levels TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (mid, a, b, tx)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_b ON edge (b);

-- the index of linkage: of now, rewritten as parties move, made anew by every whole run; no fact and no history

CREATE TABLE bundle (
  node INTEGER PRIMARY KEY REFERENCES party,
  keys BLOB NOT NULL,            -- its rows in block, eight bytes each
  content BLOB NOT NULL          -- zlib
) STRICT;

CREATE TABLE bundle_party (
  pid INTEGER PRIMARY KEY REFERENCES party,
  node INTEGER NOT NULL REFERENCES bundle
) STRICT;
CREATE INDEX bundle_party_node ON bundle_party (node);

CREATE TABLE block (
  key INTEGER NOT NULL,          -- first eight bytes of the key's BLAKE2b
  node INTEGER NOT NULL,         -- of bundle; no reference, which would need an index by node
  PRIMARY KEY (key, node)
) STRICT, WITHOUT ROWID;

-- logs and policy

CREATE TABLE log (
  lid INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  key TEXT NOT NULL,
  payload BLOB NOT NULL,
  digest TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  UNIQUE (stream, seq)
) STRICT;
CREATE UNIQUE INDEX log_key ON log (stream, key) WHERE key <> '';

CREATE TABLE policy (
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  text TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  PRIMARY KEY (kind, digest)
) STRICT;

CREATE TABLE policy_force (
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx_log,
  tx_end INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY (kind, tx)
) STRICT, WITHOUT ROWID;

-- append, never overwrite: committed rows stay, an end is set once

CREATE TRIGGER tx_log_kept BEFORE UPDATE ON tx_log BEGIN SELECT RAISE(ABORT, 'tx_log is never overwritten'); END;
CREATE TRIGGER tx_log_stays BEFORE DELETE ON tx_log BEGIN SELECT RAISE(ABORT, 'tx_log is never deleted'); END;
CREATE TRIGGER department_kept BEFORE UPDATE OF region, alias, name, tx ON department BEGIN SELECT RAISE(ABORT, 'department is never overwritten'); END;
CREATE TRIGGER department_once BEFORE UPDATE OF tx_end ON department WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'department.tx_end is set once'); END;
CREATE TRIGGER department_stays BEFORE DELETE ON department WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'department is never deleted'); END;
CREATE TRIGGER delivery_kept BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'delivery is never overwritten'); END;
CREATE TRIGGER delivery_stays BEFORE DELETE ON delivery BEGIN SELECT RAISE(ABORT, 'delivery is never deleted'); END;
CREATE TRIGGER run_delivery_kept BEFORE UPDATE ON run_delivery BEGIN SELECT RAISE(ABORT, 'run_delivery is never overwritten'); END;
CREATE TRIGGER run_delivery_stays BEFORE DELETE ON run_delivery BEGIN SELECT RAISE(ABORT, 'run_delivery is never deleted'); END;
CREATE TRIGGER run_whole_kept BEFORE UPDATE ON run_whole BEGIN SELECT RAISE(ABORT, 'run_whole is never overwritten'); END;
CREATE TRIGGER run_whole_stays BEFORE DELETE ON run_whole BEGIN SELECT RAISE(ABORT, 'run_whole is never deleted'); END;
CREATE TRIGGER delivery_whole_kept BEFORE UPDATE ON delivery_whole BEGIN SELECT RAISE(ABORT, 'delivery_whole is never overwritten'); END;
CREATE TRIGGER delivery_whole_stays BEFORE DELETE ON delivery_whole BEGIN SELECT RAISE(ABORT, 'delivery_whole is never deleted'); END;
CREATE TRIGGER record_kept BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'record is never overwritten'); END;
CREATE TRIGGER record_stays BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'record is never deleted'); END;
CREATE TRIGGER header_kept BEFORE UPDATE ON header BEGIN SELECT RAISE(ABORT, 'header is never overwritten'); END;
CREATE TRIGGER header_stays BEFORE DELETE ON header BEGIN SELECT RAISE(ABORT, 'header is never deleted'); END;
CREATE TRIGGER version_kept BEFORE UPDATE ON version BEGIN SELECT RAISE(ABORT, 'version is never overwritten'); END;
CREATE TRIGGER version_stays BEFORE DELETE ON version BEGIN SELECT RAISE(ABORT, 'version is never deleted'); END;
CREATE TRIGGER outcome_kept BEFORE UPDATE ON outcome BEGIN SELECT RAISE(ABORT, 'outcome is never overwritten'); END;
CREATE TRIGGER outcome_stays BEFORE DELETE ON outcome BEGIN SELECT RAISE(ABORT, 'outcome is never deleted'); END;
CREATE TRIGGER rejection_kept BEFORE UPDATE ON rejection BEGIN SELECT RAISE(ABORT, 'rejection is never overwritten'); END;
CREATE TRIGGER rejection_stays BEFORE DELETE ON rejection BEGIN SELECT RAISE(ABORT, 'rejection is never deleted'); END;
CREATE TRIGGER issue_kept BEFORE UPDATE ON issue BEGIN SELECT RAISE(ABORT, 'issue is never overwritten'); END;
CREATE TRIGGER issue_stays BEFORE DELETE ON issue BEGIN SELECT RAISE(ABORT, 'issue is never deleted'); END;
CREATE TRIGGER name_kept BEFORE UPDATE ON name BEGIN SELECT RAISE(ABORT, 'name is never overwritten'); END;
CREATE TRIGGER name_stays BEFORE DELETE ON name BEGIN SELECT RAISE(ABORT, 'name is never deleted'); END;
CREATE TRIGGER gram_kept BEFORE UPDATE ON gram BEGIN SELECT RAISE(ABORT, 'gram is never overwritten'); END;
CREATE TRIGGER gram_stays BEFORE DELETE ON gram BEGIN SELECT RAISE(ABORT, 'gram is never deleted'); END;
CREATE TRIGGER party_kept BEFORE UPDATE ON party BEGIN SELECT RAISE(ABORT, 'party is never overwritten'); END;
CREATE TRIGGER party_stays BEFORE DELETE ON party BEGIN SELECT RAISE(ABORT, 'party is never deleted'); END;
CREATE TRIGGER number_kept BEFORE UPDATE ON number BEGIN SELECT RAISE(ABORT, 'number is never overwritten'); END;
CREATE TRIGGER number_stays BEFORE DELETE ON number BEGIN SELECT RAISE(ABORT, 'number is never deleted'); END;
CREATE TRIGGER claim_kept BEFORE UPDATE OF cid, id, rid, version, did, row, kind, type, subject, object, listing, begin_min, begin_max, end_min, end_max, facts, tx ON claim BEGIN SELECT RAISE(ABORT, 'claim is never overwritten'); END;
CREATE TRIGGER claim_once BEFORE UPDATE OF tx_end ON claim WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'claim.tx_end is set once'); END;
CREATE TRIGGER claim_stays BEFORE DELETE ON claim WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'claim is never deleted'); END;
CREATE TRIGGER entity_kept BEFORE UPDATE ON entity BEGIN SELECT RAISE(ABORT, 'entity is never overwritten'); END;
CREATE TRIGGER entity_stays BEFORE DELETE ON entity BEGIN SELECT RAISE(ABORT, 'entity is never deleted'); END;
CREATE TRIGGER membership_kept BEFORE UPDATE OF party, entity, certainty, tx ON membership BEGIN SELECT RAISE(ABORT, 'membership is never overwritten'); END;
CREATE TRIGGER membership_once BEFORE UPDATE OF tx_end ON membership WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'membership.tx_end is set once'); END;
CREATE TRIGGER membership_stays BEFORE DELETE ON membership WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'membership is never deleted'); END;
CREATE TRIGGER node_kept BEFORE UPDATE OF entity, kind, name, identifiers, names, details, tx ON node BEGIN SELECT RAISE(ABORT, 'node is never overwritten'); END;
CREATE TRIGGER node_once BEFORE UPDATE OF tx_end ON node WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'node.tx_end is set once'); END;
CREATE TRIGGER node_stays BEFORE DELETE ON node WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'node is never deleted'); END;
CREATE TRIGGER alias_kept BEFORE UPDATE OF entity, successor, tx ON alias BEGIN SELECT RAISE(ABORT, 'alias is never overwritten'); END;
CREATE TRIGGER alias_once BEFORE UPDATE OF tx_end ON alias WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'alias.tx_end is set once'); END;
CREATE TRIGGER alias_stays BEFORE DELETE ON alias WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'alias is never deleted'); END;
CREATE TRIGGER identity_event_kept BEFORE UPDATE ON identity_event BEGIN SELECT RAISE(ABORT, 'identity_event is never overwritten'); END;
CREATE TRIGGER identity_event_stays BEFORE DELETE ON identity_event BEGIN SELECT RAISE(ABORT, 'identity_event is never deleted'); END;
CREATE TRIGGER identity_event_other_kept BEFORE UPDATE ON identity_event_other BEGIN SELECT RAISE(ABORT, 'identity_event_other is never overwritten'); END;
CREATE TRIGGER identity_event_other_stays BEFORE DELETE ON identity_event_other BEGIN SELECT RAISE(ABORT, 'identity_event_other is never deleted'); END;
CREATE TRIGGER judgement_kept BEFORE UPDATE OF jid, a, b, verdict, author, reason, score, tx ON judgement BEGIN SELECT RAISE(ABORT, 'judgement is never overwritten'); END;
CREATE TRIGGER judgement_once BEFORE UPDATE OF tx_end ON judgement WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'judgement.tx_end is set once'); END;
CREATE TRIGGER judgement_stays BEFORE DELETE ON judgement WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'judgement is never deleted'); END;
CREATE TRIGGER model_kept BEFORE UPDATE ON model BEGIN SELECT RAISE(ABORT, 'model is never overwritten'); END;
CREATE TRIGGER model_stays BEFORE DELETE ON model BEGIN SELECT RAISE(ABORT, 'model is never deleted'); END;
CREATE TRIGGER edge_kept BEFORE UPDATE OF mid, a, b, weight, levels, tx ON edge BEGIN SELECT RAISE(ABORT, 'edge is never overwritten'); END;
CREATE TRIGGER edge_once BEFORE UPDATE OF tx_end ON edge WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'edge.tx_end is set once'); END;
CREATE TRIGGER edge_stays BEFORE DELETE ON edge WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'edge is never deleted'); END;
CREATE TRIGGER log_kept BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'log is never overwritten'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'log is never deleted'); END;
CREATE TRIGGER policy_kept BEFORE UPDATE ON policy BEGIN SELECT RAISE(ABORT, 'policy is never overwritten'); END;
CREATE TRIGGER policy_stays BEFORE DELETE ON policy BEGIN SELECT RAISE(ABORT, 'policy is never deleted'); END;
CREATE TRIGGER policy_force_kept BEFORE UPDATE OF kind, digest, tx ON policy_force BEGIN SELECT RAISE(ABORT, 'policy_force is never overwritten'); END;
CREATE TRIGGER policy_force_once BEFORE UPDATE OF tx_end ON policy_force WHEN OLD.tx_end < 9223372036854775807
  BEGIN SELECT RAISE(ABORT, 'policy_force.tx_end is set once'); END;
CREATE TRIGGER policy_force_stays BEFORE DELETE ON policy_force WHEN OLD.tx < (SELECT max(tx) FROM tx_log)
  BEGIN SELECT RAISE(ABORT, 'policy_force is never deleted'); END;
