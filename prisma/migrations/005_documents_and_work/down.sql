-- Back to 2.0.0. Tables and columns that go are kept in archive tables; values that the step up replaced come back.

DROP TRIGGER set_source_index ON batch_items;
DROP TRIGGER set_updated_at ON youtube_videos;
DROP TRIGGER set_updated_at ON media_files;
DROP TRIGGER set_updated_at ON transcription_results;
DROP TRIGGER set_updated_at ON speaker_profiles;
DROP TRIGGER set_updated_at ON v2_processing_jobs;
DROP TRIGGER set_updated_at ON batch_jobs;
DROP TRIGGER set_updated_at ON batch_items;
DROP TRIGGER set_updated_at ON transcript_documents;
DROP TRIGGER set_updated_at ON transcript_segments;
DROP FUNCTION set_source_index();
DROP FUNCTION set_updated_at();

CREATE TABLE archive_005_users AS TABLE users;
CREATE TABLE archive_005_migration_notes AS TABLE migration_notes;
CREATE TABLE archive_005_queue_control AS TABLE queue_control;
CREATE TABLE archive_005_workers AS TABLE workers;
CREATE TABLE archive_005_transcript_documents AS TABLE transcript_documents;
CREATE TABLE archive_005_transcript_speakers AS TABLE transcript_speakers;
CREATE TABLE archive_005_transcript_segments AS TABLE transcript_segments;
CREATE TABLE archive_005_transcript_revisions AS TABLE transcript_revisions;
CREATE TABLE archive_005_transcription_chunks AS TABLE transcription_chunks;
CREATE TABLE archive_005_media_files AS SELECT id, owner_id, sha256 FROM media_files;
CREATE TABLE archive_005_batch_jobs AS SELECT id, owner_id, paused_at, priority, settings FROM batch_jobs;
CREATE TABLE archive_005_batch_items AS
SELECT
  id, media_file_id, document_id, transcript_id, source_index, progress, run_at, dispatched_at, claim_token,
  claimed_by, heartbeat_at, paused_at, error_code
FROM batch_items;
CREATE TABLE archive_005_v2_processing_jobs AS
SELECT
  id, batch_job_id, media_file_id, document_id, source_index, priority, retry_count, max_retries, run_at,
  dispatched_at, claim_token, claimed_by, heartbeat_at, paused_at, error_code
FROM v2_processing_jobs;
CREATE TABLE archive_005_exports AS SELECT id, document_id, source FROM exports;
-- A number once given is never given again, also not to a row made after the next step up.
CREATE TABLE archive_005_sequences AS
SELECT 'users_id_seq' AS sequence_name, last_value, is_called FROM users_id_seq
UNION ALL
SELECT 'migration_notes_id_seq', last_value, is_called FROM migration_notes_id_seq
UNION ALL
SELECT 'transcript_revisions_id_seq', last_value, is_called FROM transcript_revisions_id_seq;

-- 2.0.0 has no CHECK on any of its tables.
DO $$
DECLARE
  rule RECORD;
BEGIN
  FOR rule IN
    SELECT conrelid::regclass AS table_name, conname
    FROM pg_constraint
    WHERE contype = 'c' AND conrelid IN (
      'youtube_videos'::regclass, 'media_files'::regclass, 'transcription_results'::regclass,
      'audio_processing_metadata'::regclass, 'exports'::regclass, 'speaker_profiles'::regclass,
      'v2_processing_jobs'::regclass, 'batch_jobs'::regclass, 'batch_items'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.table_name, rule.conname);
  END LOOP;
END
$$;

DROP INDEX uq_batch_items_live;
DROP INDEX ix_batch_items_live;
DROP INDEX ix_batch_items_batch_job_id;
DROP INDEX ix_batch_jobs_owner_id;
DROP INDEX ix_exports_transcript_id;
DROP INDEX ix_transcription_results_media_file_id;
DROP INDEX ix_media_files_owner_id;
DROP INDEX ix_media_files_youtube_video_id;

ALTER TABLE audio_processing_metadata
  DROP CONSTRAINT audio_processing_metadata_media_file_id_key,
  DROP CONSTRAINT audio_processing_metadata_media_file_id_fkey,
  ADD CONSTRAINT audio_processing_metadata_media_file_id_fkey FOREIGN KEY (media_file_id) REFERENCES media_files (id);
ALTER TABLE batch_items
  DROP CONSTRAINT batch_items_batch_job_id_fkey,
  ADD CONSTRAINT batch_items_batch_job_id_fkey FOREIGN KEY (batch_job_id) REFERENCES batch_jobs (id);
ALTER TABLE speaker_profiles DROP CONSTRAINT speaker_profiles_user_id_fkey;

-- Only what is still as the step up left it: a value written since then is newer.
DO $$
DECLARE
  note RECORD;
BEGIN
  FOR note IN SELECT * FROM migration_notes WHERE migration = '005_documents_and_work' ORDER BY id DESC LOOP
    EXECUTE format(
      'UPDATE %I SET %I = %L WHERE id = %L AND %2$I::text IS NOT DISTINCT FROM %5$L',
      note.table_name, note.column_name, note.original, note.row_id, note.replacement);
  END LOOP;
END
$$;

ALTER TABLE exports
  DROP COLUMN source,
  DROP COLUMN document_id;
ALTER TABLE v2_processing_jobs
  DROP COLUMN error_code,
  DROP COLUMN paused_at,
  DROP COLUMN heartbeat_at,
  DROP COLUMN claimed_by,
  DROP COLUMN claim_token,
  DROP COLUMN dispatched_at,
  DROP COLUMN run_at,
  DROP COLUMN max_retries,
  DROP COLUMN retry_count,
  DROP COLUMN priority,
  DROP COLUMN source_index,
  DROP COLUMN document_id,
  DROP COLUMN media_file_id,
  DROP COLUMN batch_job_id;
ALTER TABLE batch_items
  DROP COLUMN error_code,
  DROP COLUMN paused_at,
  DROP COLUMN heartbeat_at,
  DROP COLUMN claimed_by,
  DROP COLUMN claim_token,
  DROP COLUMN dispatched_at,
  DROP COLUMN run_at,
  DROP COLUMN progress,
  DROP COLUMN source_index,
  DROP COLUMN transcript_id,
  DROP COLUMN document_id,
  DROP COLUMN media_file_id;
ALTER TABLE batch_jobs
  DROP COLUMN settings,
  DROP COLUMN priority,
  DROP COLUMN paused_at,
  DROP COLUMN owner_id;
ALTER TABLE media_files
  DROP COLUMN sha256,
  DROP COLUMN owner_id;

DROP TABLE transcription_chunks;
DROP TABLE transcript_revisions;
DROP TABLE transcript_segments;
DROP TABLE transcript_speakers;
DROP TABLE transcript_documents;
DROP TABLE workers;
DROP TABLE queue_control;
DROP TABLE migration_notes;
DROP TABLE users;

DO $$
DECLARE
  col RECORD;
BEGIN
  FOR col IN
    SELECT c.table_name, c.column_name
    FROM information_schema.columns AS c
    JOIN information_schema.tables AS t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
      AND c.data_type = 'timestamp without time zone' AND c.column_default IS NOT NULL
      AND c.table_name IN (
        'youtube_videos', 'media_files', 'transcription_results', 'audio_processing_metadata', 'exports',
        'batch_jobs', 'batch_items')
  LOOP
    EXECUTE format('ALTER TABLE %I ALTER COLUMN %I SET DEFAULT now()', col.table_name, col.column_name);
  END LOOP;
END
$$;
