-- The step changes how SQLite keeps five tables. PostgreSQL keeps rows in a heap, and has no second tree to save.
SELECT 1;
