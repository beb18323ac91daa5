-- Which records were made with which picture files, so that one file under two records is seen across phones.
CREATE TABLE picture_uses (
    digest BYTEA NOT NULL,
    pictured TEXT NOT NULL,
    record_id BYTEA NOT NULL,
    device_id BYTEA NOT NULL,
    PRIMARY KEY (digest, pictured, record_id)
);
CREATE INDEX picture_uses_by_device ON picture_uses (device_id);
