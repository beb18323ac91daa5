-- What the office may change of a point: its rhythm, who is responsible, the print that hangs there, whether it is used.
ALTER TABLE points ADD COLUMN frequency TEXT;
ALTER TABLE points ADD COLUMN responsible_id BYTEA;
ALTER TABLE points ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
ALTER TABLE points ADD COLUMN tag_serial BIGINT NOT NULL DEFAULT 1;
ALTER TABLE points ADD COLUMN live_serial BIGINT NOT NULL DEFAULT 1;

-- Every print of a point's tag, and every key of its live code; a code of one that is retired proves nothing made later.
CREATE TABLE tags (
    point_id BYTEA NOT NULL,
    form TEXT NOT NULL,
    serial BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    issued_at BIGINT,
    issued_by TEXT,
    retired_at BIGINT,
    retired_by TEXT,
    reason TEXT,
    PRIMARY KEY (point_id, form, serial)
);

-- Routes of escort teams, and of must-patrol points.
CREATE TABLE escort_routes (
    id BYTEA NOT NULL PRIMARY KEY,
    school_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    stops TEXT NOT NULL
);
CREATE INDEX escort_routes_by_school ON escort_routes (school_id);

CREATE TABLE patrol_routes (
    id BYTEA NOT NULL PRIMARY KEY,
    unit_id BYTEA NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL
);
CREATE INDEX patrol_routes_by_unit ON patrol_routes (unit_id);

CREATE TABLE patrol_route_points (
    route_id BYTEA NOT NULL,
    place BIGINT NOT NULL,
    point_id BYTEA NOT NULL,
    PRIMARY KEY (route_id, place)
);
CREATE INDEX patrol_route_points_by_point ON patrol_route_points (point_id);
