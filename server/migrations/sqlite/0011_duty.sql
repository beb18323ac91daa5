-- What the kinds of duty, escort and patrol mean, as projected; and what the office decided about shifts and records.

-- Who a coming or going counts for, when a lead recorded it for several. `crowd` is how many those are; NULL: the actor.
ALTER TABLE duty_events ADD COLUMN crowd BIGINT;
ALTER TABLE duty_events ADD COLUMN early TEXT;
CREATE TABLE duty_people (
    record_id BLOB NOT NULL,
    place BIGINT NOT NULL,
    staff_id BLOB NOT NULL,
    PRIMARY KEY (record_id, place)
);
CREATE INDEX duty_people_by_staff ON duty_people (staff_id);

ALTER TABLE check_ins ADD COLUMN method TEXT;
ALTER TABLE check_ins ADD COLUMN run_id BLOB;
ALTER TABLE check_ins ADD COLUMN party_size BIGINT;
ALTER TABLE check_ins ADD COLUMN miss TEXT;
ALTER TABLE check_ins ADD COLUMN witness BLOB;
CREATE INDEX check_ins_by_run ON check_ins (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE duty_notes (
    record_id BLOB NOT NULL PRIMARY KEY,
    post_id BLOB NOT NULL,
    window_kind TEXT,
    entry TEXT NOT NULL,
    situation TEXT,
    body TEXT NOT NULL
);
CREATE INDEX duty_notes_by_post ON duty_notes (post_id);

CREATE TABLE escort_sheets (
    record_id BLOB NOT NULL PRIMARY KEY,
    school_id BLOB NOT NULL,
    route_id BLOB,
    window_kind TEXT,
    out_count BIGINT NOT NULL,
    handed TEXT NOT NULL,
    returned BIGINT NOT NULL,
    remaining BIGINT NOT NULL,
    remaining_reason TEXT,
    situation TEXT NOT NULL,
    note TEXT NOT NULL,
    weather TEXT
);

CREATE TABLE day_reviews (
    record_id BLOB NOT NULL PRIMARY KEY,
    school_id BLOB NOT NULL,
    day BIGINT NOT NULL,
    situation TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX day_reviews_by_day ON day_reviews (school_id, day);

CREATE TABLE patrol_runs (
    record_id BLOB NOT NULL PRIMARY KEY,
    run_id BLOB NOT NULL,
    route_id BLOB,
    kind TEXT NOT NULL,
    method TEXT NOT NULL,
    step TEXT NOT NULL,
    planned TEXT NOT NULL,
    party TEXT NOT NULL,
    missed TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX patrol_runs_by_run ON patrol_runs (run_id);

CREATE TABLE corrections (
    record_id BLOB NOT NULL PRIMARY KEY,
    of_id BLOB NOT NULL,
    change TEXT NOT NULL,
    at_ms BIGINT,
    text TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX corrections_by_record ON corrections (of_id);
CREATE INDEX corrections_by_time ON corrections (at_ms) WHERE at_ms IS NOT NULL;

CREATE TABLE answers (
    record_id BLOB NOT NULL PRIMARY KEY,
    about_id BLOB NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX answers_by_record ON answers (about_id);

CREATE TABLE efforts (
    record_id BLOB NOT NULL PRIMARY KEY,
    taps BIGINT NOT NULL,
    open_ms BIGINT NOT NULL
);

-- Decisions of the office; each is kept, the newest holds.

CREATE TABLE shift_decisions (
    post_id BLOB NOT NULL,
    window_id BLOB NOT NULL,
    day BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT NOT NULL,
    leader TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (post_id, window_id, day, at_ms)
);
CREATE INDEX shift_decisions_by_day ON shift_decisions (day);

CREATE TABLE rulings (
    record_id BLOB NOT NULL,
    at_ms BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    reasons TEXT NOT NULL,
    note TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (record_id, at_ms)
);

-- What does not fit together in what a phone recorded, computed anew for each phone that sent something.

CREATE TABLE doubts (
    record_id BLOB NOT NULL,
    doubt TEXT NOT NULL,
    device_id BLOB NOT NULL,
    others TEXT NOT NULL,
    meters BIGINT,
    ms BIGINT,
    PRIMARY KEY (record_id, doubt)
);
CREATE INDEX doubts_by_device ON doubts (device_id);
CREATE TABLE doubt_queue (
    device_id BLOB NOT NULL PRIMARY KEY
);
