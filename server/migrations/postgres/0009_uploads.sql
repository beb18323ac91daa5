-- An upload belongs to a phone (and to the record that names the picture) or to an account of the office, whose
-- picture no record names until it is attached to something.
CREATE TABLE uploads_next (
    photo_id BYTEA NOT NULL PRIMARY KEY,
    device_id BYTEA,
    stream_id BYTEA,
    seq BIGINT,
    account TEXT,
    metadata TEXT,
    role TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    length BIGINT NOT NULL,
    received BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK ((device_id IS NULL) <> (account IS NULL))
);
INSERT INTO uploads_next (photo_id, device_id, stream_id, seq, role, attempt, length, received, sha256, state, created_at, updated_at)
    SELECT photo_id, device_id, stream_id, seq, role, attempt, length, received, sha256, state, created_at, updated_at FROM uploads;
DROP TABLE uploads;
ALTER TABLE uploads_next RENAME TO uploads;
CREATE INDEX uploads_open ON uploads (updated_at) WHERE state = 'open';
CREATE INDEX uploads_open_by_device ON uploads (device_id) WHERE state = 'open';
CREATE INDEX uploads_by_account ON uploads (account) WHERE account IS NOT NULL;
CREATE INDEX uploads_by_digest ON uploads (sha256);

-- Digests whose last upload is gone: the bytes under them go too, a month later.
CREATE TABLE dropped_photos (
    sha256 BYTEA NOT NULL PRIMARY KEY,
    dropped_at BIGINT NOT NULL,
    deleting BIGINT NOT NULL
);
CREATE INDEX dropped_photos_by_age ON dropped_photos (dropped_at);
