-- 2.8.0: how good a machine's text is, is measured against what was really said.

-- What was really said in the recording of a document: as somebody had it, or its own text once it is corrected.
-- Apart from the document, which is read with every list.
CREATE TABLE transcript_references (
  document_id UUID PRIMARY KEY REFERENCES transcript_documents (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  -- Ten hours have half a million letters.
  text TEXT CONSTRAINT transcript_references_text_check CHECK (length(text) BETWEEN 1 AND 2000000),
  -- Somebody said that the document's text has no errors left, and at which of its revisions.
  corrected_at TIMESTAMPTZ,
  corrected_revision INTEGER CONSTRAINT transcript_references_corrected_revision_check CHECK (corrected_revision >= 0),
  changed_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CONSTRAINT transcript_references_corrected_check CHECK ((corrected_at IS NULL) = (corrected_revision IS NULL))
);
CREATE INDEX ix_transcript_references_owner_id ON transcript_references (owner_id);

-- A machine's text against that: what transcription_results.accuracy comes from.
CREATE TABLE quality_measurements (
  document_id UUID NOT NULL REFERENCES transcript_documents (id) ON DELETE CASCADE,
  result_id UUID NOT NULL REFERENCES transcription_results (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  basis TEXT NOT NULL CONSTRAINT quality_measurements_basis_check CHECK (basis IN ('reference', 'corrected')),
  -- Of scripts without spaces, characters are counted.
  unit TEXT NOT NULL CONSTRAINT quality_measurements_unit_check CHECK (unit IN ('word', 'character')),
  -- Of the reference.
  words INTEGER NOT NULL,
  substitutions INTEGER NOT NULL,
  insertions INTEGER NOT NULL,
  deletions INTEGER NOT NULL,
  -- What was taken for what, the commonest, with places.
  confusions JSONB NOT NULL DEFAULT '[]'
    CONSTRAINT quality_measurements_confusions_shape_check CHECK (jsonb_typeof(confusions) = 'array'),
  measured_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (document_id, result_id),
  CONSTRAINT quality_measurements_counts_check CHECK (
    words >= 0 AND substitutions >= 0 AND insertions >= 0 AND deletions >= 0 AND substitutions + deletions <= words
  )
);
CREATE INDEX ix_quality_measurements_result_id ON quality_measurements (result_id);
CREATE INDEX ix_quality_measurements_owner_id ON quality_measurements (owner_id);

-- Rows that a rollback put aside come back, but those whose parents are gone ---------------------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_013_quality_measurements') IS NULL THEN RETURN; END IF;
  INSERT INTO transcript_references
  SELECT a.* FROM archive_013_transcript_references AS a
  WHERE EXISTS (SELECT FROM transcript_documents AS d WHERE d.id = a.document_id);
  INSERT INTO quality_measurements
  SELECT a.* FROM archive_013_quality_measurements AS a
  WHERE EXISTS (SELECT FROM transcript_documents AS d WHERE d.id = a.document_id)
    AND EXISTS (SELECT FROM transcription_results AS r WHERE r.id = a.result_id);
  DROP TABLE archive_013_transcript_references, archive_013_quality_measurements;
END
$$;
