-- The first schema. The PostgreSQL twin differs in the name of the binary type alone (a test compares them).
-- Times are milliseconds since 1970 UTC, ids sixteen bytes, kinds the code words of the domain, truth values 0 or 1.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Rising numbers that are given out in the transaction that uses them.
CREATE TABLE counters (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Reference: what the server owns and phones are given.

CREATE TABLE divisions (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE agencies (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);

CREATE TABLE schools (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    locality TEXT NOT NULL,
    division_code TEXT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    pupils BIGINT NOT NULL,
    boarders BIGINT NOT NULL
);

-- Who looks over which school: each agency over its schools, and each school over itself (function 'self'),
-- so that every question of reach is the same lookup by unit.
CREATE TABLE jurisdictions (
    unit_id BLOB NOT NULL,
    function TEXT NOT NULL,
    school_id BLOB NOT NULL,
    PRIMARY KEY (unit_id, function, school_id)
);
CREATE INDEX jurisdictions_by_school ON jurisdictions (school_id, function);

CREATE TABLE posts (
    id BLOB NOT NULL PRIMARY KEY,
    school_id BLOB NOT NULL,
    name TEXT NOT NULL,
    gate TEXT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    radius_m BIGINT NOT NULL,
    requirement TEXT NOT NULL
);
CREATE INDEX posts_by_school ON posts (school_id);

CREATE TABLE windows (
    id BLOB NOT NULL PRIMARY KEY,
    school_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    start_min BIGINT NOT NULL,
    end_min BIGINT NOT NULL,
    weekdays BIGINT NOT NULL,
    arrive_before_min BIGINT NOT NULL,
    leave_after_min BIGINT NOT NULL
);
CREATE INDEX windows_by_school ON windows (school_id);

CREATE TABLE points (
    id BLOB NOT NULL PRIMARY KEY,
    point_no TEXT NOT NULL UNIQUE,
    school_id BLOB NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    radius_m BIGINT NOT NULL,
    per_day BIGINT NOT NULL,
    min_proof TEXT NOT NULL
);
CREATE INDEX points_by_school ON points (school_id);

CREATE TABLE staff (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    post TEXT NOT NULL,
    unit_id BLOB NOT NULL
);
CREATE INDEX staff_by_unit ON staff (unit_id);

-- The feed: what changed for whom. A scope is a school or an agency; its row is locked to give out the next number.

CREATE TABLE scopes (
    scope_id BIGINT NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL UNIQUE,
    last_seq BIGINT NOT NULL
);

CREATE TABLE feed (
    scope_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    entity_id BLOB NOT NULL,
    scope_seq BIGINT NOT NULL,
    batch_seq BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    payload BLOB,
    PRIMARY KEY (scope_id, kind, entity_id)
);
CREATE UNIQUE INDEX feed_by_seq ON feed (scope_id, scope_seq);

-- Phones.

CREATE TABLE enroll_codes (
    code_hash BLOB NOT NULL PRIMARY KEY,
    unit_id BLOB NOT NULL,
    uses BIGINT NOT NULL,
    used BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE devices (
    id BLOB NOT NULL PRIMARY KEY,
    no BIGINT NOT NULL UNIQUE,
    key_id BLOB NOT NULL UNIQUE,
    public_key BLOB NOT NULL UNIQUE,
    nonce BLOB NOT NULL,
    unit_id BLOB NOT NULL,
    code_hash BLOB NOT NULL,
    label TEXT NOT NULL,
    app_version TEXT NOT NULL,
    state TEXT NOT NULL,
    enrolled_at BIGINT NOT NULL,
    last_contact BIGINT,
    last_ctr BIGINT NOT NULL,
    unsent_records BIGINT NOT NULL,
    unsent_photos BIGINT NOT NULL,
    oldest_unsent BIGINT
);
CREATE INDEX devices_by_unit ON devices (unit_id);

-- Evidence: kept as it came, never changed.

CREATE TABLE streams (
    stream_id BLOB NOT NULL PRIMARY KEY,
    device_id BLOB NOT NULL,
    next_seq BIGINT NOT NULL,
    head_hash BLOB NOT NULL,
    opened_at BIGINT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX streams_by_device ON streams (device_id);

CREATE TABLE records (
    stream_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    record_id BLOB NOT NULL,
    kind BIGINT NOT NULL,
    status TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (stream_id, seq)
);
CREATE INDEX records_by_id ON records (record_id);
-- Few rows: what a later program may be able to read.
CREATE INDEX records_unread ON records (stream_id, seq) WHERE status <> 'ok';

CREATE TABLE seals (
    stream_id BLOB NOT NULL,
    last_seq BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (stream_id, last_seq, first_seq)
);

CREATE TABLE anchors (
    device_id BLOB NOT NULL,
    boot_id BLOB NOT NULL,
    boot_ms BIGINT NOT NULL,
    server_ms BIGINT NOT NULL,
    err_ms BIGINT NOT NULL,
    PRIMARY KEY (device_id, boot_id, boot_ms)
);

CREATE TABLE rejected_pushes (
    id BLOB NOT NULL PRIMARY KEY,
    device_id BLOB NOT NULL,
    stream_id BLOB NOT NULL,
    code TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    bytes BLOB NOT NULL
);
CREATE INDEX rejected_pushes_by_device ON rejected_pushes (device_id, received_at);

-- Projection: computed from the evidence, and computable anew at any time.

CREATE TABLE projection_queue (
    stream_id BLOB NOT NULL PRIMARY KEY,
    upto BIGINT NOT NULL,
    dirty BIGINT NOT NULL
);

CREATE TABLE retime_queue (
    device_id BLOB NOT NULL,
    boot_id BLOB NOT NULL,
    PRIMARY KEY (device_id, boot_id)
);

CREATE TABLE events (
    no BIGINT NOT NULL PRIMARY KEY,
    record_id BLOB NOT NULL UNIQUE,
    stream_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    device_id BLOB NOT NULL,
    boot_id BLOB NOT NULL,
    staff_id BLOB,
    school_id BLOB,
    at_ms BIGINT NOT NULL,
    lo_ms BIGINT NOT NULL,
    best_ms BIGINT NOT NULL,
    hi_ms BIGINT NOT NULL,
    quality TEXT NOT NULL,
    stated_ms BIGINT,
    received_at BIGINT NOT NULL
);
CREATE INDEX events_by_time ON events (at_ms);
CREATE INDEX events_by_school ON events (school_id, no);
CREATE INDEX events_by_boot ON events (device_id, boot_id);

-- `judged_…` is the place of post or point as it was then: a place that moves later changes no old judgement.
CREATE TABLE duty_events (
    record_id BLOB NOT NULL PRIMARY KEY,
    post_id BLOB NOT NULL,
    direction TEXT NOT NULL,
    window_kind TEXT,
    judged_lat_e7 BIGINT,
    judged_lon_e7 BIGINT,
    judged_radius_m BIGINT,
    distance_m BIGINT,
    inside BIGINT
);
CREATE INDEX duty_events_by_post ON duty_events (post_id);

CREATE TABLE check_ins (
    record_id BLOB NOT NULL PRIMARY KEY,
    point_id BLOB NOT NULL,
    result TEXT NOT NULL,
    note TEXT NOT NULL,
    level TEXT NOT NULL,
    reasons TEXT NOT NULL,
    judged_lat_e7 BIGINT,
    judged_lon_e7 BIGINT,
    judged_radius_m BIGINT,
    distance_m BIGINT
);
CREATE INDEX check_ins_by_point ON check_ins (point_id);

CREATE TABLE hazards (
    record_id BLOB NOT NULL PRIMARY KEY,
    temp_no BIGINT NOT NULL UNIQUE,
    category TEXT NOT NULL,
    text TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL
);

CREATE TABLE sessions (
    record_id BLOB NOT NULL PRIMARY KEY,
    session_id BLOB,
    step TEXT NOT NULL,
    detail TEXT NOT NULL
);

CREATE TABLE photos (
    photo_id BLOB NOT NULL PRIMARY KEY,
    record_id BLOB NOT NULL,
    place BIGINT NOT NULL,
    role TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    taken_ms BIGINT
);
CREATE INDEX photos_by_record ON photos (record_id, place);
CREATE INDEX photos_by_digest ON photos (sha256);

-- Picture bytes: what has arrived. The bytes themselves lie in the object store under their digest.

CREATE TABLE uploads (
    photo_id BLOB NOT NULL PRIMARY KEY,
    device_id BLOB NOT NULL,
    stream_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    role TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    length BIGINT NOT NULL,
    received BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX uploads_by_state ON uploads (state, updated_at);
CREATE INDEX uploads_by_digest ON uploads (sha256);

CREATE TABLE upload_chunks (
    photo_id BLOB NOT NULL,
    attempt BIGINT NOT NULL,
    start BIGINT NOT NULL,
    length BIGINT NOT NULL,
    sha256 BLOB NOT NULL,
    PRIMARY KEY (photo_id, attempt, start)
);

-- People of the office.

CREATE TABLE accounts (
    name TEXT NOT NULL PRIMARY KEY,
    label TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    unit_id BLOB NOT NULL,
    password_hash TEXT NOT NULL,
    active BIGINT NOT NULL
);

CREATE TABLE sign_ins (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    csrf TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE audit_log (
    id BLOB NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    account TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE INDEX audit_log_by_time ON audit_log (at_ms);
