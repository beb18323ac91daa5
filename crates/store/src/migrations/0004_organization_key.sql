-- What rescue bundles are encrypted to, as the server key vouched for it.
CREATE TABLE organization_key (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key BLOB NOT NULL
) STRICT;
