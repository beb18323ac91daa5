-- Rosters. A side (school, police) plans its own people for a post; `draft` and `published` are weekly patterns as JSON.
CREATE TABLE roster_plans (
    post_id BLOB NOT NULL,
    side TEXT NOT NULL,
    draft TEXT NOT NULL,
    rev BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    published TEXT,
    published_at BIGINT,
    published_by TEXT,
    PRIMARY KEY (post_id, side)
);

-- What replaces the pattern in one window of one day; `record_id` is the request it answers.
CREATE TABLE roster_exceptions (
    post_id BLOB NOT NULL,
    side TEXT NOT NULL,
    day BIGINT NOT NULL,
    window_id BLOB NOT NULL,
    staff TEXT NOT NULL,
    open TEXT NOT NULL,
    reason TEXT NOT NULL,
    record_id BLOB,
    at_ms BIGINT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (post_id, side, day, window_id)
);

-- Who is away.
CREATE TABLE staff_leaves (
    id BLOB NOT NULL PRIMARY KEY,
    staff_id BLOB NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    reason TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    account TEXT NOT NULL
);
CREATE INDEX staff_leaves_by_staff ON staff_leaves (staff_id, last_day);

-- What phones were told: kept also when it is long over and no phone is told any more.
CREATE TABLE roster_weeks (
    post_id BLOB NOT NULL,
    monday BIGINT NOT NULL,
    turns TEXT NOT NULL,
    told BIGINT NOT NULL,
    published_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, monday)
);
CREATE INDEX roster_weeks_by_monday ON roster_weeks (monday);

-- Projection: requests for a swap or leave, as phones recorded them.
CREATE TABLE roster_requests (
    record_id BLOB NOT NULL PRIMARY KEY,
    post_id BLOB NOT NULL,
    day BIGINT NOT NULL,
    window_id BLOB NOT NULL,
    ask TEXT NOT NULL,
    with_id BLOB,
    reason TEXT NOT NULL,
    text TEXT NOT NULL
);
