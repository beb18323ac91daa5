-- Few streams wait for projection at any moment: finding them must not cost more with every phone that ever enrolled.
CREATE INDEX projection_queue_dirty ON projection_queue (stream_id) WHERE dirty = 1;
