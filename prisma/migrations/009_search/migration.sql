-- 2.4.0: what was said is found, in all transcripts of its owner; and no two live items do the same, with a batch or
-- without.

-- Both come with PostgreSQL and are trusted: whoever may create in the database may add them.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS btree_gin;
  CREATE EXTENSION IF NOT EXISTS unaccent;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'this role may not add the extensions btree_gin and unaccent; as an administrator, run CREATE EXTENSION btree_gin and CREATE EXTENSION unaccent in this database';
  WHEN undefined_file OR feature_not_supported THEN
    RAISE EXCEPTION 'the server lacks the extensions btree_gin and unaccent; install the contrib modules of PostgreSQL on it';
END
$$;

-- Words as they are, in small letters and without accents: transcripts are in any language, and a name has no stem.
CREATE TEXT SEARCH CONFIGURATION trax (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION trax
  ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart
  WITH unaccent, simple;

-- An index cannot reach another table: each line knows whose it is, and where its document stands among the others
-- (microseconds since 1970, negative: the newest first). Both come from the document, whatever a statement says.
ALTER TABLE transcript_segments
  ADD COLUMN owner_id INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN document_order BIGINT NOT NULL DEFAULT 0;

CREATE FUNCTION set_segment_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Held until the end, so that a document does not change hands meanwhile.
  SELECT owner_id, -(extract(epoch FROM created_at) * 1000000)::bigint INTO NEW.owner_id, NEW.document_order
  FROM transcript_documents WHERE id = NEW.document_id FOR SHARE;
  IF NOT FOUND THEN
    -- The foreign key says it better.
    NEW.owner_id := 1;
    NEW.document_order := 0;
  END IF;
  RETURN NEW;
END
$$;
CREATE FUNCTION move_segments_to_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE transcript_segments SET owner_id = NEW.owner_id WHERE document_id = NEW.id;
  RETURN NULL;
END
$$;

ALTER TABLE transcript_segments DISABLE TRIGGER set_updated_at;
UPDATE transcript_segments segment
SET owner_id = document.owner_id, document_order = -(extract(epoch FROM document.created_at) * 1000000)::bigint
FROM transcript_documents document WHERE document.id = segment.document_id;
ALTER TABLE transcript_segments ENABLE TRIGGER set_updated_at;

CREATE TRIGGER set_owner BEFORE INSERT OR UPDATE OF document_id, owner_id, document_order ON transcript_segments
  FOR EACH ROW EXECUTE FUNCTION set_segment_owner();
CREATE TRIGGER move_segments AFTER UPDATE OF owner_id, created_at ON transcript_documents
  FOR EACH ROW WHEN (OLD.owner_id <> NEW.owner_id OR OLD.created_at <> NEW.created_at)
  EXECUTE FUNCTION move_segments_to_owner();

-- A tsvector holds 1 MB; a line may be longer, and must still be saved.
ALTER TABLE transcript_segments
  ADD COLUMN search TSVECTOR NOT NULL GENERATED ALWAYS AS (to_tsvector('trax', left(text, 100000))) STORED,
  ADD CONSTRAINT transcript_segments_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users (id);
-- The planner chooses between the two indexes by how often a word is said.
ALTER TABLE transcript_segments ALTER COLUMN search SET STATISTICS 1000;

CREATE INDEX ix_transcript_segments_search ON transcript_segments USING gin (owner_id, search) WITH (fastupdate = off);
CREATE INDEX ix_transcript_segments_owner_id
  ON transcript_segments (owner_id, document_order, document_id, position, id);

-- One live item a source and task type, also without a batch -------------------------------------------------------
-- A value that was replaced before and is the original again is replaced as before.

ALTER TABLE batch_items DISABLE TRIGGER set_updated_at;
DO $$
DECLARE
  note RECORD;
  item RECORD;
  fresh INTEGER;
BEGIN
  IF to_regclass('archive_009_migration_notes') IS NOT NULL THEN
    FOR note IN SELECT * FROM archive_009_migration_notes ORDER BY id LOOP
      UPDATE batch_items SET source_index = note.replacement::int
      WHERE id = note.row_id::uuid AND source_index::text = note.original;
    END LOOP;
    INSERT INTO migration_notes SELECT * FROM archive_009_migration_notes;
    DROP TABLE archive_009_migration_notes;
  END IF;
  FOR item IN
    SELECT id, task_type, source_index FROM (
      SELECT id, task_type, source_index, row_number() OVER (PARTITION BY task_type, source_index ORDER BY created_at, id) AS nth
      FROM batch_items WHERE batch_job_id IS NULL AND status NOT IN ('completed', 'failed', 'cancelled')
    ) AS live WHERE nth > 1 ORDER BY task_type, source_index, nth
  LOOP
    SELECT max(source_index) + 1 INTO fresh FROM batch_items
    WHERE batch_job_id IS NULL AND task_type = item.task_type;
    INSERT INTO migration_notes (migration, table_name, row_id, column_name, original, replacement, reason)
    VALUES ('009_search', 'batch_items', item.id::text, 'source_index', item.source_index::text, fresh::text, 'duplicate');
    UPDATE batch_items SET source_index = fresh WHERE id = item.id;
  END LOOP;
END
$$;
ALTER TABLE batch_items ENABLE TRIGGER set_updated_at;

DROP INDEX uq_batch_items_live;
CREATE UNIQUE INDEX uq_batch_items_live ON batch_items (batch_job_id, source_index, task_type) NULLS NOT DISTINCT
WHERE status NOT IN ('completed', 'failed', 'cancelled');

CREATE OR REPLACE FUNCTION set_source_index() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  -- Two clients at once must not count the same; the batch row is what dispatch locks too.
  IF NEW.batch_job_id IS NULL THEN
    PERFORM pg_advisory_xact_lock(72707369, 9);
  ELSE
    PERFORM FROM batch_jobs WHERE id = NEW.batch_job_id FOR UPDATE;
  END IF;
  SELECT coalesce(max(source_index) + 1, 0) INTO NEW.source_index
  FROM batch_items
  WHERE batch_job_id IS NOT DISTINCT FROM NEW.batch_job_id AND task_type = NEW.task_type;
  RETURN NEW;
END
$$;
