-- which words came or went since a transaction

CREATE INDEX IF NOT EXISTS judgement_tx ON judgement (tx);
CREATE INDEX IF NOT EXISTS judgement_ended ON judgement (tx_end) WHERE tx_end < 9223372036854775807;
