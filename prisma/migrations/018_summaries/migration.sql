-- 2.13.0: summaries and chapters. A summary that is made again is a row more: none is written over.

CREATE TABLE transcript_summaries (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id UUID NOT NULL REFERENCES transcript_documents (id) ON DELETE CASCADE,
  template TEXT NOT NULL CONSTRAINT transcript_summaries_template_check CHECK (length(template) BETWEEN 1 AND 40),
  engine TEXT NOT NULL,
  model TEXT NOT NULL,
  -- Of the document, when it was read, and SHA-256 of its lines then: whether the text has changed since.
  revision INTEGER NOT NULL CONSTRAINT transcript_summaries_revision_check CHECK (revision >= 0),
  basis TEXT NOT NULL CONSTRAINT transcript_summaries_basis_check CHECK (basis ~ '^[0-9a-f]{64}$'),
  content JSONB NOT NULL CONSTRAINT transcript_summaries_content_shape_check CHECK (jsonb_typeof(content) = 'object'),
  metadata JSONB NOT NULL DEFAULT '{}'
    CONSTRAINT transcript_summaries_metadata_shape_check CHECK (jsonb_typeof(metadata) = 'object'),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX ix_transcript_summaries_document_id ON transcript_summaries (document_id, created_at DESC, id DESC);

-- Rows that a rollback put aside come back, but those whose document is gone ------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_018_transcript_summaries') IS NULL THEN RETURN; END IF;
  INSERT INTO transcript_summaries
  SELECT a.* FROM archive_018_transcript_summaries AS a
  WHERE EXISTS (SELECT FROM transcript_documents AS d WHERE d.id = a.document_id);
  DROP TABLE archive_018_transcript_summaries;
END
$$;
