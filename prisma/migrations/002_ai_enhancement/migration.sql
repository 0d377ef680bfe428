-- 0.1.1: enhanced text and its quality.

ALTER TABLE transcripts ADD COLUMN enhanced_content TEXT;
ALTER TABLE transcripts ADD COLUMN accuracy FLOAT;
ALTER TABLE transcripts ADD COLUMN quality_warnings TEXT[];

-- Values that a rollback put aside come back.
DO $$
BEGIN
  IF to_regclass('archive_002_transcripts') IS NOT NULL THEN
    UPDATE transcripts AS t
    SET enhanced_content = a.enhanced_content, accuracy = a.accuracy, quality_warnings = a.quality_warnings
    FROM archive_002_transcripts AS a
    WHERE a.id = t.id;
    DROP TABLE archive_002_transcripts;
  END IF;
END
$$;
