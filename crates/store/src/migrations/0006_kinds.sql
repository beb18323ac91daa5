-- Every index is one more page to encrypt and flush with each record. A kind that is read whole is found by
-- `records_by_time` as well, and a page of several kinds is a walk down the records themselves.
DROP INDEX records_by_kind;
