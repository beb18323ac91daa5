-- How long a picture stays on the phone that took it, also when the server has it.
ALTER TABLE policies ADD COLUMN stays_days BIGINT NOT NULL DEFAULT 30;
