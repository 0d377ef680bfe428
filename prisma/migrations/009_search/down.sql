-- Back to 2.3.0. Columns that go follow from what stays.

CREATE OR REPLACE FUNCTION set_source_index() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  -- Two clients at once must not count the same; the batch row is what dispatch locks too.
  PERFORM FROM batch_jobs WHERE id = NEW.batch_job_id FOR UPDATE;
  SELECT coalesce(max(source_index) + 1, 0) INTO NEW.source_index
  FROM batch_items
  WHERE batch_job_id IS NOT DISTINCT FROM NEW.batch_job_id AND task_type = NEW.task_type;
  RETURN NEW;
END
$$;
DROP INDEX uq_batch_items_live;
CREATE UNIQUE INDEX uq_batch_items_live ON batch_items (batch_job_id, source_index, task_type)
WHERE status NOT IN ('completed', 'failed', 'cancelled');

ALTER TABLE batch_items DISABLE TRIGGER set_updated_at;
DO $$
DECLARE
  note RECORD;
BEGIN
  FOR note IN SELECT * FROM migration_notes WHERE migration = '009_search' ORDER BY id DESC LOOP
    UPDATE batch_items SET source_index = note.original::int
    WHERE id = note.row_id::uuid AND source_index::text = note.replacement;
  END LOOP;
END
$$;
ALTER TABLE batch_items ENABLE TRIGGER set_updated_at;
CREATE TABLE archive_009_migration_notes AS SELECT * FROM migration_notes WHERE migration = '009_search';
DELETE FROM migration_notes WHERE migration = '009_search';

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
