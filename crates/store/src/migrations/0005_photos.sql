-- A picture that is safe elsewhere may leave this phone; its row and its thumbnail stay.
ALTER TABLE photos ADD COLUMN left_at INTEGER;
CREATE INDEX photos_here ON photos (created) WHERE left_at IS NULL AND place IS NOT NULL;
