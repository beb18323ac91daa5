-- Signed roots over the heads of all streams, and the heads that were new in each.

CREATE TABLE roots (
    no BIGINT NOT NULL PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    bytes BLOB NOT NULL
);

CREATE TABLE root_leaves (
    stream_id BLOB NOT NULL,
    seq BIGINT NOT NULL,
    root_no BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (stream_id, seq)
);
CREATE INDEX root_leaves_by_root ON root_leaves (root_no);
