-- When a phone first told another history of a stream. Its head is what came first; the other branch is evidence.
ALTER TABLE streams ADD COLUMN forked_at BIGINT;
