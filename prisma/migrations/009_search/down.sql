-- Back to 2.3.0. All that goes follows from what stays.

DROP INDEX ix_transcript_segments_owner_id;
DROP INDEX ix_transcript_segments_search;
DROP TRIGGER move_segments ON transcript_documents;
DROP TRIGGER set_owner ON transcript_segments;
DROP FUNCTION move_segments_to_owner();
DROP FUNCTION set_segment_owner();
ALTER TABLE transcript_segments
  DROP COLUMN search,
  DROP COLUMN document_order,
  DROP COLUMN owner_id;
DROP TEXT SEARCH CONFIGURATION trax;
-- The extensions stay: they may have been there before, and others may use them.
