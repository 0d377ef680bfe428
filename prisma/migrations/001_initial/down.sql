-- Every row is kept in an archive table of its own; the next step up puts it back.
CREATE TABLE archive_001_youtube_videos AS TABLE youtube_videos;
CREATE TABLE archive_001_media_files AS TABLE media_files;
CREATE TABLE archive_001_transcripts AS TABLE transcripts;
CREATE TABLE archive_001_audio_processing_metadata AS TABLE audio_processing_metadata;
CREATE TABLE archive_001_exports AS TABLE exports;

DROP TABLE exports;
DROP TABLE audio_processing_metadata;
DROP TABLE transcripts;
DROP TABLE media_files;
DROP TABLE youtube_videos;
