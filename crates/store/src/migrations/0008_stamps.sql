-- The place that a picture's stamp names; NULL without a stamp. A form that is about another place by then says so.
ALTER TABLE photos ADD COLUMN stamped_place TEXT;
