-- 2.2.0: a transcript is edited by commands, commented and kept in named versions.

-- The browser makes a command's id, so that sending it again after a lost answer changes nothing twice.
ALTER TABLE transcript_revisions ADD COLUMN command_id UUID;
CREATE UNIQUE INDEX ux_transcript_revisions_command_id ON transcript_revisions (document_id, command_id)
WHERE command_id IS NOT NULL;

-- A note stays with the sound, whatever becomes of the lines there. 'carry': words of a person that a new machine
-- result had no place for.
CREATE TABLE transcript_comments (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id UUID NOT NULL REFERENCES transcript_documents (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  kind TEXT NOT NULL DEFAULT 'note' CONSTRAINT transcript_comments_kind_check CHECK (kind IN ('note', 'carry')),
  start_ms INTEGER NOT NULL CONSTRAINT transcript_comments_start_ms_check CHECK (start_ms >= 0),
  end_ms INTEGER NOT NULL,
  quote TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  resolved_at TIMESTAMPTZ,
  CONSTRAINT transcript_comments_end_ms_check CHECK (end_ms >= start_ms)
);
CREATE INDEX ix_transcript_comments_document_id ON transcript_comments (document_id, start_ms);
CREATE INDEX ix_transcript_comments_owner_id ON transcript_comments (owner_id);

-- A revision of a document that somebody gave a name: its text is the present one with what came after taken back.
CREATE TABLE transcript_versions (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  document_id UUID NOT NULL REFERENCES transcript_documents (id) ON DELETE CASCADE,
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  name TEXT NOT NULL,
  revision INTEGER NOT NULL CONSTRAINT transcript_versions_revision_check CHECK (revision >= 0),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX ix_transcript_versions_document_id ON transcript_versions (document_id, revision);
CREATE INDEX ix_transcript_versions_owner_id ON transcript_versions (owner_id);

-- Rows and values that a rollback put aside come back ------------------------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_007_transcript_comments') IS NULL THEN RETURN; END IF;
  UPDATE transcript_revisions AS t SET command_id = a.command_id
  FROM archive_007_transcript_revisions AS a WHERE a.id = t.id;
  INSERT INTO transcript_comments
  SELECT a.* FROM archive_007_transcript_comments AS a
  WHERE EXISTS (SELECT FROM transcript_documents AS d WHERE d.id = a.document_id);
  INSERT INTO transcript_versions
  SELECT a.* FROM archive_007_transcript_versions AS a
  WHERE EXISTS (SELECT FROM transcript_documents AS d WHERE d.id = a.document_id);
  DROP TABLE archive_007_transcript_revisions, archive_007_transcript_comments, archive_007_transcript_versions;
END
$$;
