-- Since when the phones of a school or an agency record: when the first was enrolled. What was due before says nothing.
CREATE TABLE recordings (
    unit_id BLOB NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);
INSERT INTO recordings (unit_id, since) SELECT unit_id, min(enrolled_at) FROM devices GROUP BY unit_id;

-- What a point asked for and since when, once it was changed; a point without a row always asked for what it asks now.
CREATE TABLE point_editions (
    point_id BLOB NOT NULL,
    since BIGINT NOT NULL,
    state TEXT NOT NULL,
    per_day BIGINT NOT NULL,
    frequency TEXT,
    PRIMARY KEY (point_id, since)
);

-- What became of a live code that was read on coming; NULL: none was.
ALTER TABLE duty_events ADD COLUMN live TEXT;
