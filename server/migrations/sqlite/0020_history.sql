-- Since when a point asks for what it asks now: phones ask for nothing that was over by then.
ALTER TABLE points ADD COLUMN asked_ms BIGINT;

-- Windows as they were until a day, that day included; NULL: there was none. What the office changes later changes no
-- shift of before.
CREATE TABLE window_editions (
    window_id BLOB NOT NULL,
    until_day BIGINT NOT NULL,
    school_id BLOB NOT NULL,
    held TEXT,
    PRIMARY KEY (window_id, until_day)
);
CREATE INDEX window_editions_by_school ON window_editions (school_id);

-- Where a post or point was until a moment: a record is judged by the place that stood when it came in, also when it is
-- projected anew.
CREATE TABLE place_editions (
    place_id BLOB NOT NULL,
    until_ms BIGINT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    radius_m BIGINT NOT NULL,
    PRIMARY KEY (place_id, until_ms)
);
