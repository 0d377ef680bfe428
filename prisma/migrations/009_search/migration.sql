-- 2.4.0: what was said is found, in all transcripts of its owner.

CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;

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
