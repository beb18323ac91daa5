-- Beginning the cache anew counts up; what the new generation did not bring goes when it is complete.
ALTER TABLE entities ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;

CREATE TABLE renewal (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    generation INTEGER NOT NULL,
    running INTEGER NOT NULL CHECK (running IN (0, 1))
) STRICT;

-- The server lost the feed of these scopes after these numbers; what came from above is asked about once.
CREATE TABLE floors (
    scope INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;
