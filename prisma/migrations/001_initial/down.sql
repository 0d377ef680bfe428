-- Every row is kept in an archive table of its own; the next step up puts it back.
-- Columns are named in the order in which the step up makes them: an adopted table may have another.
CREATE TABLE archive_001_youtube_videos AS
SELECT
  id, youtube_id, title, channel, description, duration_seconds, url, metadata_extracted_at, created_at, updated_at
FROM youtube_videos;
CREATE TABLE archive_001_media_files AS
SELECT
  id, youtube_video_id, file_path, file_name, file_size, duration_seconds, format_info, download_status,
  download_error, created_at, updated_at
FROM media_files;
CREATE TABLE archive_001_transcripts AS
SELECT
  id, media_file_id, version, text_content, segments, raw_content, processing_time_seconds, created_at, updated_at
FROM transcripts;
CREATE TABLE archive_001_audio_processing_metadata AS
SELECT
  id, media_file_id, original_format, original_sample_rate, original_channels, processed_format,
  processed_sample_rate, processed_channels, preprocessing_time_seconds, chunk_count, created_at
FROM audio_processing_metadata;
CREATE TABLE archive_001_exports AS
SELECT
  id, transcript_id, format, file_path, file_size, created_at
FROM exports;

DROP TABLE exports;
DROP TABLE audio_processing_metadata;
DROP TABLE transcripts;
DROP TABLE media_files;
DROP TABLE youtube_videos;
