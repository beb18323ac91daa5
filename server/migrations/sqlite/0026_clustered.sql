-- Each of these tables was kept twice, once by SQLite's own row number and once more by its key: a tree to write and a
-- tree to descend for every record. Now each is kept by its key alone.

CREATE TABLE records_by_key (
    stream_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    record_id BLOB NOT NULL,
    kind BIGINT NOT NULL,
    status TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (stream_id, seq)
) WITHOUT ROWID;
INSERT INTO records_by_key (stream_id, seq, record_id, kind, status, received_at, hash, bytes)
SELECT stream_id, seq, record_id, kind, status, received_at, hash, bytes FROM records ORDER BY stream_id, seq;
DROP TABLE records;
ALTER TABLE records_by_key RENAME TO records;
CREATE INDEX records_by_id ON records (record_id);
-- Few rows: what a later program may be able to read.
CREATE INDEX records_unread ON records (stream_id, seq) WHERE status <> 'ok';

-- INTEGER, and not BIGINT, is what makes the number the row's own.
CREATE TABLE events_by_key (
    no INTEGER NOT NULL PRIMARY KEY,
    record_id BLOB NOT NULL UNIQUE,
    stream_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    device_id BLOB NOT NULL,
    boot_id BLOB NOT NULL,
    boot_ms BIGINT NOT NULL,
    staff_id BLOB,
    school_id BLOB,
    anchor_err_ms BIGINT,
    at_ms BIGINT NOT NULL,
    lo_ms BIGINT NOT NULL,
    best_ms BIGINT NOT NULL,
    hi_ms BIGINT NOT NULL,
    quality TEXT NOT NULL,
    stated_ms BIGINT,
    received_at BIGINT NOT NULL,
    line_id BLOB NOT NULL,
    line_seq BIGINT NOT NULL
);
INSERT INTO events_by_key (no, record_id, stream_id, seq, kind, device_id, boot_id, boot_ms, staff_id, school_id,
    anchor_err_ms, at_ms, lo_ms, best_ms, hi_ms, quality, stated_ms, received_at, line_id, line_seq)
SELECT no, record_id, stream_id, seq, kind, device_id, boot_id, boot_ms, staff_id, school_id,
    anchor_err_ms, at_ms, lo_ms, best_ms, hi_ms, quality, stated_ms, received_at, line_id, line_seq
FROM events ORDER BY no;
DROP TABLE events;
ALTER TABLE events_by_key RENAME TO events;
CREATE INDEX events_by_time ON events (at_ms);
CREATE INDEX events_by_school ON events (school_id, no);
CREATE INDEX events_by_device ON events (device_id, no);
CREATE INDEX events_by_line ON events (stream_id, line_id, line_seq);
CREATE INDEX events_by_boot ON events (device_id, boot_id, boot_ms, anchor_err_ms);

CREATE TABLE check_ins_by_key (
    record_id BLOB NOT NULL PRIMARY KEY,
    point_id BLOB NOT NULL,
    result TEXT NOT NULL,
    note TEXT NOT NULL,
    level TEXT NOT NULL,
    reasons TEXT NOT NULL,
    judged_lat_e7 BIGINT,
    judged_lon_e7 BIGINT,
    judged_radius_m BIGINT,
    distance_m BIGINT,
    method TEXT,
    run_id BLOB,
    party_size BIGINT,
    miss TEXT,
    witness BLOB,
    places_point BIGINT
) WITHOUT ROWID;
INSERT INTO check_ins_by_key (record_id, point_id, result, note, level, reasons, judged_lat_e7, judged_lon_e7,
    judged_radius_m, distance_m, method, run_id, party_size, miss, witness, places_point)
SELECT record_id, point_id, result, note, level, reasons, judged_lat_e7, judged_lon_e7,
    judged_radius_m, distance_m, method, run_id, party_size, miss, witness, places_point
FROM check_ins ORDER BY record_id;
DROP TABLE check_ins;
ALTER TABLE check_ins_by_key RENAME TO check_ins;
CREATE INDEX check_ins_by_point ON check_ins (point_id);
CREATE INDEX check_ins_by_run ON check_ins (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX check_ins_that_place ON check_ins (point_id) WHERE places_point = 1;

CREATE TABLE duty_events_by_key (
    record_id BLOB NOT NULL PRIMARY KEY,
    post_id BLOB NOT NULL,
    direction TEXT NOT NULL,
    window_kind TEXT,
    judged_lat_e7 BIGINT,
    judged_lon_e7 BIGINT,
    judged_radius_m BIGINT,
    distance_m BIGINT,
    inside BIGINT,
    crowd BIGINT,
    early TEXT,
    live TEXT,
    called BIGINT NOT NULL DEFAULT 0
) WITHOUT ROWID;
INSERT INTO duty_events_by_key (record_id, post_id, direction, window_kind, judged_lat_e7, judged_lon_e7,
    judged_radius_m, distance_m, inside, crowd, early, live, called)
SELECT record_id, post_id, direction, window_kind, judged_lat_e7, judged_lon_e7,
    judged_radius_m, distance_m, inside, crowd, early, live, called
FROM duty_events ORDER BY record_id;
DROP TABLE duty_events;
ALTER TABLE duty_events_by_key RENAME TO duty_events;
CREATE INDEX duty_events_by_post ON duty_events (post_id);

CREATE TABLE efforts_by_key (
    record_id BLOB NOT NULL PRIMARY KEY,
    taps BIGINT NOT NULL,
    open_ms BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO efforts_by_key (record_id, taps, open_ms) SELECT record_id, taps, open_ms FROM efforts ORDER BY record_id;
DROP TABLE efforts;
ALTER TABLE efforts_by_key RENAME TO efforts;
