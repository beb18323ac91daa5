-- A stream that was frozen keeps its records up to here; those after it stand again, under the same names, in a later
-- stream. NULL: it has none that do.
ALTER TABLE streams ADD COLUMN kept_upto INTEGER;
