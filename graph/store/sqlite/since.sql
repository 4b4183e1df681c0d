
-- Since schema 7. The day from which a judgement says that two are one, or are not (NULL: not stated).

ALTER TABLE judgement ADD COLUMN since INTEGER;
CREATE TRIGGER judgement_since BEFORE UPDATE OF since ON judgement BEGIN SELECT RAISE(ABORT, 'judgement is never overwritten'); END;
