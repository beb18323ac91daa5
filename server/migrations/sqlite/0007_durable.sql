-- Where a stream stood when the last backup began, and where it stood in the last one that was finished.
ALTER TABLE streams ADD COLUMN marked_upto BIGINT NOT NULL DEFAULT 0;
ALTER TABLE streams ADD COLUMN durable_upto BIGINT NOT NULL DEFAULT 0;
