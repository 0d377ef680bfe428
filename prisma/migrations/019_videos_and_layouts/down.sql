-- Back to 2.13.0. What goes is kept in archive tables; copies of videos stay in their downloads.

CREATE TABLE archive_019_subtitle_profiles AS TABLE subtitle_profiles;
CREATE TABLE archive_019_exports AS SELECT id, subtitles FROM exports WHERE subtitles IS NOT NULL;
CREATE TABLE archive_019_transcript_documents AS
  SELECT id, subtitle_profile FROM transcript_documents WHERE subtitle_profile IS NOT NULL;

ALTER TABLE transcript_documents DROP COLUMN subtitle_profile;
DROP TABLE subtitle_profiles;
ALTER TABLE exports DROP COLUMN subtitles;
