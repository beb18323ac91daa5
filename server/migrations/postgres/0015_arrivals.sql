-- By the moment a request arrived, the phone's boot clock had shown what the request says: one side, and nothing more.
CREATE TABLE arrivals (
    device_id BYTEA NOT NULL,
    boot_id BYTEA NOT NULL,
    boot_ms BIGINT NOT NULL,
    server_ms BIGINT NOT NULL,
    PRIMARY KEY (device_id, boot_id, boot_ms)
);

-- They were kept as anchors of half a minute, which is more than an arrival says. What a live code told looks the same and
-- may be earlier by half a minute, so all are moved by that.
INSERT INTO arrivals (device_id, boot_id, boot_ms, server_ms)
    SELECT device_id, boot_id, boot_ms, server_ms + 30000 FROM anchors WHERE err_ms = 30000;
DELETE FROM anchors WHERE err_ms = 30000;

-- The line of writing a record stands in: the stream it was first written to, empty for its own, and its place there.
ALTER TABLE events ADD COLUMN line_id BYTEA NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN line_seq BIGINT NOT NULL DEFAULT 0;
UPDATE events SET line_seq = seq;
CREATE INDEX events_by_line ON events (stream_id, line_id, line_seq);

-- All times are computed anew.
INSERT INTO retime_queue (device_id, boot_id)
    SELECT DISTINCT device_id, boot_id FROM events WHERE true ON CONFLICT DO NOTHING;
