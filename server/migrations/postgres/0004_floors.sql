-- Tombstones of the feed are kept for a time; cursors from below a scope's floor are gone.
ALTER TABLE scopes ADD COLUMN floor_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN deleted_at BIGINT;
CREATE INDEX feed_gone ON feed (scope_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- The lives of the storage.
CREATE TABLE epochs (
    number BIGINT NOT NULL PRIMARY KEY,
    tag BYTEA NOT NULL,
    began_at BIGINT NOT NULL
);

-- How far the feed of each scope reached when a life began: cursors of earlier lives are good up to here.
CREATE TABLE epoch_floors (
    number BIGINT NOT NULL,
    scope_id BIGINT NOT NULL,
    floor_seq BIGINT NOT NULL,
    PRIMARY KEY (number, scope_id)
);
