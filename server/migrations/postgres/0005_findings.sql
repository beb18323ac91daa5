-- What phones reported about their clocks and themselves, as projected.
CREATE TABLE findings (
    record_id BYTEA NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    amount BIGINT NOT NULL,
    subject BYTEA,
    detail TEXT NOT NULL
);
CREATE INDEX events_by_device ON events (device_id, no);
