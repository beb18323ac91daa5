-- The code the server gave for a file that it will never take; NULL for one that is gone from this phone, and for those
-- that it refused before this was noted.
ALTER TABLE uploads ADD COLUMN refused TEXT;
