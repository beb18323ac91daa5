-- What the office decides about a phone, each decision kept; and what a phone's calls tell about itself.

CREATE TABLE device_states (
    device_id BYTEA NOT NULL,
    at_ms BIGINT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (device_id, at_ms)
);

-- The phone's wall clock minus ours when it last called; NULL before it has said so.
ALTER TABLE devices ADD COLUMN clock_off_ms BIGINT;
-- When it last counted what it holds; a call that carries no count leaves it.
ALTER TABLE devices ADD COLUMN told_at BIGINT;
-- Why its last push was not taken, until one is.
ALTER TABLE devices ADD COLUMN refused_code TEXT;
ALTER TABLE devices ADD COLUMN refused_at BIGINT;
