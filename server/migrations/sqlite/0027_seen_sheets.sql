-- Which sheets whoever signed a day had in sight, as JSON; null where the app did not say.
ALTER TABLE day_reviews ADD COLUMN sheets TEXT;
