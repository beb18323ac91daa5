-- A picture that its phone cannot send any more is looked up by its id, wherever the picture is shown.
CREATE INDEX findings_by_subject ON findings (subject) WHERE subject IS NOT NULL;
