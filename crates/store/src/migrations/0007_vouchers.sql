-- The place of the first record made after the server had said that it holds the whole file. A backup that holds that
-- record was begun after the file had arrived, so it holds the file too. Of files that arrived before this was noted the
-- next record is taken: nothing earlier proves anything.
ALTER TABLE uploads ADD COLUMN vouched_by INTEGER;
UPDATE uploads SET vouched_by = (SELECT max((number << 40) | next_seq) FROM streams) WHERE state = 'stored';
