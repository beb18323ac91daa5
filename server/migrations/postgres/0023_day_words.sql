-- What the office said of a day of a school's escort team; each word is kept, the newest holds, beside what phones signed.
CREATE TABLE day_words (
    school_id BYTEA NOT NULL,
    day BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    text TEXT NOT NULL,
    account TEXT NOT NULL
);
CREATE INDEX day_words_by_day ON day_words (day);
