-- The keys that the server signed with before the one in `identity`, the latest of them at place 0: tags that hang were
-- signed by them.
CREATE TABLE server_keys (
    place INTEGER PRIMARY KEY,
    key BLOB NOT NULL
) STRICT;

-- The server has signed an answer together with the request that it answers: from then on it is known to do so.
ALTER TABLE identity ADD COLUMN binds_answers INTEGER NOT NULL DEFAULT 0;

-- The server's key that vouched for the organization's key; of one that was kept before that was noted it is not known.
ALTER TABLE organization_key ADD COLUMN voucher BLOB;
