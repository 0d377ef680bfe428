-- Back to 2.1.1. What goes is kept in archive tables.

CREATE TABLE archive_007_transcript_revisions AS
SELECT id, command_id FROM transcript_revisions WHERE command_id IS NOT NULL;
CREATE TABLE archive_007_transcript_comments AS TABLE transcript_comments;
CREATE TABLE archive_007_transcript_versions AS TABLE transcript_versions;

DROP TABLE transcript_versions, transcript_comments;
DROP INDEX ux_transcript_revisions_command_id;
ALTER TABLE transcript_revisions DROP COLUMN command_id;
