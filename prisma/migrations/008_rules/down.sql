-- Back to 2.2.0. Values that the step up replaced come back; the notes of them are kept in an archive table.

DROP TRIGGER set_completed_at ON batch_items;
DROP TRIGGER set_completed_at_first ON batch_items;
DROP TRIGGER set_completed_at ON v2_processing_jobs;
DROP TRIGGER set_completed_at_first ON v2_processing_jobs;
DROP TRIGGER check_status_move ON batch_items;
DROP TRIGGER check_status_move ON v2_processing_jobs;
DROP TRIGGER check_status_move ON batch_jobs;
DROP TRIGGER check_status_move ON media_files;
DROP FUNCTION set_completed_at();
DROP FUNCTION refuse_status_move();
DROP INDEX ux_speaker_profiles_name;

ALTER TABLE media_files
  DROP CONSTRAINT media_files_format_info_shape_check,
  DROP CONSTRAINT media_files_file_path_check;
ALTER TABLE transcription_results
  DROP CONSTRAINT transcription_results_segments_shape_check,
  DROP CONSTRAINT transcription_results_raw_content_shape_check,
  DROP CONSTRAINT transcription_results_enhanced_content_v2_shape_check,
  DROP CONSTRAINT transcription_results_diarization_content_shape_check,
  DROP CONSTRAINT transcription_results_merged_content_shape_check,
  DROP CONSTRAINT transcription_results_quality_warnings_v2_shape_check,
  DROP CONSTRAINT transcription_results_processing_metadata_shape_check;
ALTER TABLE speaker_profiles
  DROP CONSTRAINT speaker_profiles_characteristics_shape_check;
ALTER TABLE v2_processing_jobs
  DROP CONSTRAINT v2_processing_jobs_parameters_shape_check,
  DROP CONSTRAINT v2_processing_jobs_result_data_shape_check,
  DROP CONSTRAINT v2_processing_jobs_completed_at_check,
  DROP CONSTRAINT v2_processing_jobs_time_check;
ALTER TABLE batch_items
  DROP CONSTRAINT batch_items_task_data_shape_check,
  DROP CONSTRAINT batch_items_result_data_shape_check,
  DROP CONSTRAINT batch_items_completed_at_check,
  DROP CONSTRAINT batch_items_time_check;
ALTER TABLE batch_jobs
  DROP CONSTRAINT batch_jobs_settings_shape_check,
  DROP CONSTRAINT batch_jobs_time_check,
  DROP CONSTRAINT batch_jobs_counts_check;
ALTER TABLE workers
  DROP CONSTRAINT workers_engines_shape_check;
ALTER TABLE transcript_segments
  DROP CONSTRAINT transcript_segments_words_shape_check;
ALTER TABLE transcript_revisions
  DROP CONSTRAINT transcript_revisions_before_shape_check,
  DROP CONSTRAINT transcript_revisions_after_shape_check;
ALTER TABLE audio_processing_metadata
  DROP CONSTRAINT audio_processing_metadata_preprocessing_time_seconds_check;
ALTER TABLE exports
  DROP CONSTRAINT exports_file_path_check;
ALTER TABLE transcription_chunks
  DROP CONSTRAINT transcription_chunks_result_shape_check,
  DROP CONSTRAINT transcription_chunks_context_shape_check;

-- What comes back is no change.
DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'media_files', 'transcription_results', 'audio_processing_metadata', 'exports', 'speaker_profiles',
    'v2_processing_jobs', 'batch_jobs', 'batch_items', 'transcript_segments'
  ] LOOP
    IF EXISTS (SELECT FROM pg_trigger WHERE tgname = 'set_updated_at' AND tgrelid = name::regclass) THEN
      EXECUTE format('ALTER TABLE %I DISABLE TRIGGER set_updated_at', name);
    END IF;
  END LOOP;
END
$$;

-- Only what is still as the step up left it: a value written since then is newer.
DO $$
DECLARE
  note RECORD;
BEGIN
  FOR note IN SELECT * FROM migration_notes WHERE migration = '008_rules' ORDER BY id DESC LOOP
    EXECUTE format(
      'UPDATE %I SET %I = %L WHERE id = %L AND %2$I::text IS NOT DISTINCT FROM %5$L',
      note.table_name, note.column_name, note.original, note.row_id, note.replacement);
  END LOOP;
END
$$;

DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY[
    'media_files', 'transcription_results', 'audio_processing_metadata', 'exports', 'speaker_profiles',
    'v2_processing_jobs', 'batch_jobs', 'batch_items', 'transcript_segments'
  ] LOOP
    IF EXISTS (SELECT FROM pg_trigger WHERE tgname = 'set_updated_at' AND tgrelid = name::regclass) THEN
      EXECUTE format('ALTER TABLE %I ENABLE TRIGGER set_updated_at', name);
    END IF;
  END LOOP;
END
$$;

CREATE TABLE archive_008_migration_notes AS SELECT * FROM migration_notes WHERE migration = '008_rules';
DELETE FROM migration_notes WHERE migration = '008_rules';

ALTER TABLE media_files ADD CONSTRAINT media_files_file_path_check CHECK (
  octet_length(file_path) BETWEEN 1 AND 1024 AND file_path !~ '^[A-Za-z]:[\\/]' AND file_path !~ '(^|/)(\.{0,2})(/|$)'
);
ALTER TABLE exports ADD CONSTRAINT exports_file_path_check CHECK (
  octet_length(file_path) BETWEEN 1 AND 1024 AND file_path !~ '^[A-Za-z]:[\\/]' AND file_path !~ '(^|/)(\.{0,2})(/|$)'
);
