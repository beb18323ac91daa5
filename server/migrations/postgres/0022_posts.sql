-- Whether somebody is asked to stand at a post.
ALTER TABLE posts ADD COLUMN state TEXT NOT NULL DEFAULT 'active';

-- Whom a post asked for and since when, once that was changed; a post without a row always asked for whom it asks now.
CREATE TABLE post_editions (
    post_id BYTEA NOT NULL,
    since BIGINT NOT NULL,
    state TEXT NOT NULL,
    requirement TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (post_id, since)
);

-- Somebody was there when called, and when they came nobody said: at the latest then.
ALTER TABLE duty_events ADD COLUMN called BIGINT NOT NULL DEFAULT 0;
