
-- since when records state what brought an identity event about (NULL: unknown); reviewers' words without the machine's

ALTER TABLE identity_event ADD COLUMN valid INTEGER;
CREATE INDEX judgement_author ON judgement (author);
