CREATE TABLE archive_004_transcription_results AS
SELECT
  id, pipeline_version, enhanced_content_v2, diarization_content, merged_content, domain_used, accuracy_estimate,
  speaker_count, quality_warnings_v2, processing_metadata
FROM transcription_results;
-- Columns are named in the order in which the step up makes them: an adopted table may have another.
CREATE TABLE archive_004_speaker_profiles AS
SELECT
  id, name, created_at, updated_at, characteristics, embedding, sample_count, user_id
FROM speaker_profiles;
CREATE TABLE archive_004_v2_processing_jobs AS
SELECT
  id, status, created_at, updated_at, completed_at, transcript_id, job_type, parameters, progress, error_message,
  result_data
FROM v2_processing_jobs;
-- A number once given is never given again, also not to a row made after the next step up.
CREATE TABLE archive_004_sequences AS
SELECT 'speaker_profiles_id_seq' AS sequence_name, last_value, is_called FROM speaker_profiles_id_seq
UNION ALL
SELECT 'v2_processing_jobs_id_seq', last_value, is_called FROM v2_processing_jobs_id_seq;

DROP VIEW transcripts;
DROP TABLE v2_processing_jobs;
DROP TABLE speaker_profiles;

ALTER TABLE transcription_results
  DROP COLUMN processing_metadata,
  DROP COLUMN quality_warnings_v2,
  DROP COLUMN speaker_count,
  DROP COLUMN accuracy_estimate,
  DROP COLUMN domain_used,
  DROP COLUMN merged_content,
  DROP COLUMN diarization_content,
  DROP COLUMN enhanced_content_v2,
  DROP COLUMN pipeline_version;

ALTER TABLE transcription_results
  RENAME CONSTRAINT transcription_results_media_file_id_fkey TO transcripts_media_file_id_fkey;
ALTER TABLE transcription_results RENAME CONSTRAINT transcription_results_pkey TO transcripts_pkey;
ALTER TABLE transcription_results RENAME TO transcripts;
