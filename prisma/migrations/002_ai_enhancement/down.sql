CREATE TABLE archive_002_transcripts AS
SELECT id, enhanced_content, accuracy, quality_warnings FROM transcripts;

ALTER TABLE transcripts DROP COLUMN quality_warnings;
ALTER TABLE transcripts DROP COLUMN accuracy;
ALTER TABLE transcripts DROP COLUMN enhanced_content;
