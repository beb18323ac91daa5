-- Whether the worker said that the point is there 现场标定. NULL: projected before this was asked, and not read again yet.
ALTER TABLE check_ins ADD COLUMN places_point BIGINT;
CREATE INDEX check_ins_that_place ON check_ins (point_id) WHERE places_point = 1;

-- What of it the office did not take.
CREATE TABLE refused_places (
    record_id BLOB NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    reason TEXT NOT NULL,
    account TEXT NOT NULL
);
