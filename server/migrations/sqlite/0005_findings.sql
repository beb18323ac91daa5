-- What phones reported about their clocks and themselves, as projected.
CREATE TABLE findings (
    record_id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    amount BIGINT NOT NULL,
    subject BLOB,
    detail TEXT NOT NULL
);
CREATE INDEX events_by_device ON events (device_id, no);
