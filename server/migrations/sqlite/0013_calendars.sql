-- School calendars: a bureau's for its district, a school's own over it. `terms` and `spans` are JSON, days count from 1970.
CREATE TABLE calendars (
    unit_id BLOB NOT NULL PRIMARY KEY,
    district BIGINT NOT NULL,
    terms TEXT NOT NULL,
    spans TEXT NOT NULL,
    example BIGINT NOT NULL,
    rev BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL
);

-- When a window holds besides its weekdays, as JSON.
ALTER TABLE windows ADD COLUMN terms TEXT;
