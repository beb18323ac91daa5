-- What offices ask of the pictures their phones take, as far as they differ from what holds by default.
CREATE TABLE policies (
    unit_id BLOB NOT NULL PRIMARY KEY,
    gallery BIGINT NOT NULL,
    mask_step BIGINT NOT NULL,
    stamp BIGINT NOT NULL
);
