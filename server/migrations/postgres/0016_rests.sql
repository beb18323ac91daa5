-- A phone that was looked through for what does not fit together rests for a while, the longer its history is.
ALTER TABLE doubt_queue ADD COLUMN waiting BIGINT NOT NULL DEFAULT 1;
ALTER TABLE doubt_queue ADD COLUMN rests_until BIGINT NOT NULL DEFAULT 0;
