-- What the boot clock showed at a record, and how well the anchor that told its time knew that clock there: one more
-- anchor or arrival changes the records around it and no others.
ALTER TABLE events ADD COLUMN boot_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE events ADD COLUMN anchor_err_ms BIGINT;
DROP INDEX events_by_boot;
CREATE INDEX events_by_boot ON events (device_id, boot_id, boot_ms, anchor_err_ms);

DROP TABLE retime_queue;
CREATE TABLE retime_queue (
    device_id BYTEA NOT NULL,
    boot_id BYTEA NOT NULL,
    news TEXT NOT NULL,
    boot_ms BIGINT NOT NULL,
    PRIMARY KEY (device_id, boot_id, news, boot_ms)
);
INSERT INTO retime_queue (device_id, boot_id, news, boot_ms) SELECT DISTINCT device_id, boot_id, 'all', 0 FROM events;

-- When a point was made; NULL: before this was kept.
ALTER TABLE points ADD COLUMN made_ms BIGINT;
UPDATE points SET made_ms = (SELECT min(since) FROM point_editions h WHERE h.point_id = points.id AND h.since > 0)
    WHERE NOT EXISTS (SELECT 1 FROM point_editions h WHERE h.point_id = points.id AND h.since = 0);

-- A route that was taken away is in no list any more, and the sheets of its walks still name it.
ALTER TABLE escort_routes ADD COLUMN gone BIGINT NOT NULL DEFAULT 0;
