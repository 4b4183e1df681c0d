// Which words came or went since a transaction.
CREATE INDEX judgement_tx IF NOT EXISTS FOR (n:Judgement) ON (n.tx);
CREATE INDEX judgement_tx_end IF NOT EXISTS FOR (n:Judgement) ON (n.tx_end);
