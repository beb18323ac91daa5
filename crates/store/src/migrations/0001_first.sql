-- Tables of one row have the key column `one`. Moments are UTC milliseconds, ids sixteen bytes.

-- The phone's own key, made before it enrolls, and the counter of its signed requests.
CREATE TABLE device_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seed BLOB NOT NULL,
    ctr INTEGER NOT NULL
) STRICT;

CREATE TABLE identity (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device_id BLOB NOT NULL,
    device_no TEXT NOT NULL,
    organization TEXT NOT NULL,
    place TEXT NOT NULL,
    audience TEXT NOT NULL,
    server_url TEXT NOT NULL,
    server_key BLOB NOT NULL,
    epoch_number INTEGER NOT NULL,
    epoch_tag BLOB NOT NULL,
    nonce BLOB NOT NULL
) STRICT;

-- Numbered 0, 1, …; the highest is the one that grows. More than one exists only after a fork.
CREATE TABLE streams (
    number INTEGER PRIMARY KEY,
    stream_id BLOB NOT NULL UNIQUE,
    genesis BLOB NOT NULL,
    next_seq INTEGER NOT NULL,
    head BLOB NOT NULL,
    acked_upto INTEGER NOT NULL,
    acked_head BLOB NOT NULL,
    durable_upto INTEGER NOT NULL
) STRICT;

-- `place` is the stream's number times 2^40 plus the sequence number: one tree holds all in order.
-- What waits to be sent is `seq > acked_upto`; no flag says it a second time.
CREATE TABLE records (
    place INTEGER PRIMARY KEY,
    record_id BLOB NOT NULL,
    kind INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    actor BLOB,
    remark TEXT,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX records_by_id ON records (record_id);
CREATE INDEX records_by_kind ON records (kind, place);
CREATE INDEX records_by_time ON records (kind, recorded_at);

-- A picture with its thumbnail: of a draft until a record names it.
CREATE TABLE photos (
    photo_id BLOB PRIMARY KEY,
    facts BLOB NOT NULL,
    created INTEGER NOT NULL,
    draft TEXT,
    place INTEGER REFERENCES records (place),
    CHECK ((draft IS NULL) <> (place IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX photos_by_draft ON photos (draft, created) WHERE draft IS NOT NULL;
CREATE INDEX photos_by_place ON photos (place) WHERE place IS NOT NULL;

-- One file to send: `file_id` is the picture's id or its thumbnail's.
CREATE TABLE uploads (
    file_id BLOB PRIMARY KEY,
    photo_id BLOB NOT NULL REFERENCES photos (photo_id),
    role TEXT NOT NULL CHECK (role IN ('thumb', 'picture')),
    place INTEGER NOT NULL REFERENCES records (place),
    urgency INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'stored', 'lost')),
    CHECK (sent BETWEEN 0 AND bytes)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_waiting ON uploads (urgency, place, photo_id) WHERE state = 'waiting';
CREATE INDEX uploads_lost ON uploads (place) WHERE state = 'lost';
CREATE INDEX uploads_by_place ON uploads (place, role, state);
CREATE INDEX uploads_by_photo ON uploads (photo_id);

-- What the server gave, once for each scope it came through. A row without payload is a thing that is gone.
CREATE TABLE entities (
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    scope INTEGER NOT NULL,
    scope_seq INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    payload BLOB,
    PRIMARY KEY (kind, id, scope)
) STRICT, WITHOUT ROWID;
CREATE INDEX entities_by_scope ON entities (scope, scope_seq);

CREATE TABLE cursor (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    bytes BLOB NOT NULL
) STRICT;

-- The newest receipt of each stream and server epoch: the witness that finds a chain cut short.
CREATE TABLE receipts (
    stream_id BLOB NOT NULL,
    epoch_number INTEGER NOT NULL,
    acked_upto INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (stream_id, epoch_number)
) STRICT, WITHOUT ROWID;

CREATE TABLE anchors (
    boot_id BLOB NOT NULL,
    boot_ms INTEGER NOT NULL,
    server INTEGER NOT NULL,
    err_ms INTEGER NOT NULL,
    PRIMARY KEY (boot_id, boot_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE pins (
    staff_id BLOB PRIMARY KEY,
    hash TEXT NOT NULL,
    tries INTEGER NOT NULL,
    locked_boot_id BLOB,
    locked_until_boot_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
    key TEXT PRIMARY KEY,
    json TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    json TEXT NOT NULL
) STRICT;

CREATE TABLE session (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    staff_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    since INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last_contact INTEGER,
    last_failure TEXT,
    attempt INTEGER NOT NULL,
    not_before INTEGER
) STRICT;
