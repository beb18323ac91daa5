-- Pictures that the office added to a record. Each is made of a file that was uploaded, whose digest is kept; the picture and
-- its thumbnail stand in `uploads` under the account that added them. A line is never deleted: one that was withdrawn says when.
CREATE TABLE attachments (
    photo_id BYTEA NOT NULL PRIMARY KEY,
    record_id BYTEA NOT NULL,
    account TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    shows TEXT NOT NULL,
    caption TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    bytes BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    thumb_id BYTEA NOT NULL UNIQUE,
    thumb_sha256 BYTEA NOT NULL,
    source_sha256 BYTEA NOT NULL,
    taken_ms BIGINT,
    withdrawn_at BIGINT
);
CREATE INDEX attachments_by_record ON attachments (record_id);
CREATE INDEX attachments_by_digest ON attachments (sha256);
