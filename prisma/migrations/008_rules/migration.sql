-- 2.3.0: states that make no sense are refused by the database, whoever writes.
--
-- Works on filled tables. A value that breaks a rule below is replaced, and `migration_notes` keeps what it was;
-- stepping down puts it back.

-- Values of before come into line -----------------------------------------------------------------------------------
-- What comes into line is no change of a person's or of the work's.

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

-- A value that was replaced before and is the original again is replaced as before.
DO $$
DECLARE
  note RECORD;
BEGIN
  IF to_regclass('archive_008_migration_notes') IS NULL THEN
    RETURN;
  END IF;
  FOR note IN SELECT * FROM archive_008_migration_notes ORDER BY id LOOP
    EXECUTE format(
      'UPDATE %I SET %I = %L WHERE id = %L AND %2$I::text IS NOT DISTINCT FROM %5$L',
      note.table_name, note.column_name, note.replacement, note.row_id, note.original);
  END LOOP;
  INSERT INTO migration_notes SELECT * FROM archive_008_migration_notes;
  DROP TABLE archive_008_migration_notes;
END
$$;

-- A person's profiles have names of their own: of several with one name the oldest keeps it.
DO $$
DECLARE
  profile RECORD;
  fresh TEXT;
BEGIN
  FOR profile IN
    SELECT id, name, user_id FROM speaker_profiles AS p
    WHERE EXISTS (
      SELECT FROM speaker_profiles AS o
      WHERE o.name = p.name AND o.user_id IS NOT DISTINCT FROM p.user_id AND o.id < p.id)
    ORDER BY id
  LOOP
    fresh := left(profile.name, 230) || ' (' || profile.id || ')';
    WHILE EXISTS (
      SELECT FROM speaker_profiles WHERE name = fresh AND user_id IS NOT DISTINCT FROM profile.user_id) LOOP
      fresh := fresh || '+';
    END LOOP;
    INSERT INTO migration_notes (migration, table_name, row_id, column_name, original, replacement, reason)
    VALUES ('008_rules', 'speaker_profiles', profile.id::text, 'name', profile.name, fresh, 'duplicate');
    UPDATE speaker_profiles SET name = fresh WHERE id = profile.id;
  END LOOP;
END
$$;
CREATE UNIQUE INDEX ux_speaker_profiles_name ON speaker_profiles (user_id, name) NULLS NOT DISTINCT;

-- Keys of files lose backslashes and control characters beside what they could not have before.
ALTER TABLE media_files DROP CONSTRAINT media_files_file_path_check;
ALTER TABLE exports DROP CONSTRAINT exports_file_path_check;

-- Each rule, how a value that breaks it is mended, and its name where the CHECK is not made further below.
DO $$
DECLARE
  rule RECORD;
BEGIN
  FOR rule IN SELECT * FROM (
    VALUES
      ('media_files', 'format_info', 'wrong_shape', $r$jsonb_typeof(format_info) = 'object'$r$, $r$NULL$r$, 'media_files_format_info_shape_check'),
      ('transcription_results', 'segments', 'wrong_shape', $r$jsonb_typeof(segments) = 'array'$r$, $r$NULL$r$, 'transcription_results_segments_shape_check'),
      ('transcription_results', 'raw_content', 'wrong_shape', $r$jsonb_typeof(raw_content) = 'object'$r$, $r$NULL$r$, 'transcription_results_raw_content_shape_check'),
      ('transcription_results', 'enhanced_content_v2', 'wrong_shape', $r$jsonb_typeof(enhanced_content_v2) = 'object'$r$, $r$NULL$r$, 'transcription_results_enhanced_content_v2_shape_check'),
      ('transcription_results', 'diarization_content', 'wrong_shape', $r$jsonb_typeof(diarization_content) = 'object'$r$, $r$NULL$r$, 'transcription_results_diarization_content_shape_check'),
      ('transcription_results', 'merged_content', 'wrong_shape', $r$jsonb_typeof(merged_content) = 'object'$r$, $r$NULL$r$, 'transcription_results_merged_content_shape_check'),
      ('transcription_results', 'quality_warnings_v2', 'wrong_shape', $r$jsonb_typeof(quality_warnings_v2) = 'array'$r$, $r$NULL$r$, 'transcription_results_quality_warnings_v2_shape_check'),
      ('transcription_results', 'processing_metadata', 'wrong_shape', $r$jsonb_typeof(processing_metadata) = 'object'$r$, $r$NULL$r$, 'transcription_results_processing_metadata_shape_check'),
      ('speaker_profiles', 'characteristics', 'wrong_shape', $r$jsonb_typeof(characteristics) = 'object'$r$, $r$NULL$r$, 'speaker_profiles_characteristics_shape_check'),
      ('v2_processing_jobs', 'parameters', 'wrong_shape', $r$jsonb_typeof(parameters) = 'object'$r$, $r$NULL$r$, 'v2_processing_jobs_parameters_shape_check'),
      ('v2_processing_jobs', 'result_data', 'wrong_shape', $r$jsonb_typeof(result_data) = 'object'$r$, $r$NULL$r$, 'v2_processing_jobs_result_data_shape_check'),
      ('batch_items', 'task_data', 'wrong_shape', $r$jsonb_typeof(task_data) = 'object'$r$, $r$jsonb_build_object('value', task_data)$r$, 'batch_items_task_data_shape_check'),
      ('batch_items', 'result_data', 'wrong_shape', $r$jsonb_typeof(result_data) = 'object'$r$, $r$NULL$r$, 'batch_items_result_data_shape_check'),
      ('batch_jobs', 'settings', 'wrong_shape', $r$jsonb_typeof(settings) = 'object'$r$, $r$'{}'$r$, 'batch_jobs_settings_shape_check'),
      ('workers', 'engines', 'wrong_shape', $r$jsonb_typeof(engines) = 'array'$r$, $r$'[]'$r$, 'workers_engines_shape_check'),
      ('transcript_segments', 'words', 'wrong_shape', $r$jsonb_typeof(words) = 'array'$r$, $r$'[]'$r$, 'transcript_segments_words_shape_check'),
      ('transcript_revisions', 'before', 'wrong_shape', $r$jsonb_typeof(before) = 'object'$r$, $r$NULL$r$, 'transcript_revisions_before_shape_check'),
      ('transcript_revisions', 'after', 'wrong_shape', $r$jsonb_typeof(after) = 'object'$r$, $r$NULL$r$, 'transcript_revisions_after_shape_check'),
      ('batch_items', 'completed_at', 'ended_without_time', $r$(completed_at IS NOT NULL) = (status IN ('completed', 'failed', 'cancelled'))$r$,
        $r$CASE WHEN status IN ('completed', 'failed', 'cancelled') THEN greatest(coalesce(updated_at, created_at, timezone('utc', now())), started_at) END$r$, NULL),
      ('batch_items', 'completed_at', 'ends_before_start', 'completed_at >= started_at', 'started_at', 'batch_items_time_check'),
      ('v2_processing_jobs', 'completed_at', 'ended_without_time', $r$(completed_at IS NOT NULL) = (status IN ('completed', 'failed', 'cancelled'))$r$,
        $r$CASE WHEN status IN ('completed', 'failed', 'cancelled') THEN greatest(coalesce(updated_at, created_at, now()), started_at) END$r$, NULL),
      ('v2_processing_jobs', 'completed_at', 'ends_before_start', 'completed_at >= started_at', 'started_at', 'v2_processing_jobs_time_check'),
      ('batch_jobs', 'end_time', 'ends_before_start', 'end_time >= start_time', 'start_time', 'batch_jobs_time_check'),
      ('batch_jobs', 'total_files', 'more_than_total',
        'coalesce(processed_files, 0)::bigint + coalesce(failed_files, 0) <= total_files',
        'least(2147483647, coalesce(processed_files, 0)::bigint + coalesce(failed_files, 0))', NULL),
      ('audio_processing_metadata', 'preprocessing_time_seconds', 'out_of_range',
        $r$preprocessing_time_seconds >= 0 AND preprocessing_time_seconds < 'Infinity'$r$, 'NULL',
        'audio_processing_metadata_preprocessing_time_seconds_check'),
      ('media_files', 'file_path', 'path_outside', $r$octet_length(file_path) BETWEEN 1 AND 1024 AND file_path !~ '[\x01-\x1f\x7f\\]' AND file_path !~ '^[A-Za-z]:/' AND file_path !~ '(^|/)\.{0,2}(/|$)'$r$, $r$'sources/' || id || '/original'$r$, NULL),
      ('exports', 'file_path', 'path_outside', $r$octet_length(file_path) BETWEEN 1 AND 1024 AND file_path !~ '[\x01-\x1f\x7f\\]' AND file_path !~ '^[A-Za-z]:/' AND file_path !~ '(^|/)\.{0,2}(/|$)'$r$, $r$'exports/' || id$r$, NULL)
    ) AS r (table_name, column_name, reason, legal, mended, check_name)
  LOOP
    EXECUTE format(
      'WITH noted AS (
         INSERT INTO migration_notes (migration, table_name, row_id, column_name, original, replacement, reason)
         SELECT ''008_rules'', %L, id::text, %L, %I::text, (%s)::text, %L FROM %I WHERE NOT (%s)
       ) UPDATE %6$I SET %3$I = %4$s WHERE NOT (%7$s)',
      rule.table_name, rule.column_name, rule.column_name, rule.mended, rule.reason, rule.table_name, rule.legal);
    IF rule.check_name IS NOT NULL THEN
      EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%s)', rule.table_name, rule.check_name, rule.legal);
    END IF;
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

-- Rules ------------------------------------------------------------------------------------------------------------

ALTER TABLE batch_jobs ADD CONSTRAINT batch_jobs_counts_check
CHECK (coalesce(processed_files, 0)::bigint + coalesce(failed_files, 0) <= total_files);

-- A storage key: relative, normalised, no longer than S3 allows, the same on every machine: no control character and
-- no backslash, which some take for a slash. (NUL cannot be in a text of Postgres.)
ALTER TABLE media_files ADD CONSTRAINT media_files_file_path_check CHECK (
  octet_length(file_path) BETWEEN 1 AND 1024 AND file_path !~ '[\x01-\x1f\x7f\\]' AND file_path !~ '^[A-Za-z]:/'
  AND file_path !~ '(^|/)\.{0,2}(/|$)'
);
ALTER TABLE exports ADD CONSTRAINT exports_file_path_check CHECK (
  octet_length(file_path) BETWEEN 1 AND 1024 AND file_path !~ '[\x01-\x1f\x7f\\]' AND file_path !~ '^[A-Za-z]:/'
  AND file_path !~ '(^|/)\.{0,2}(/|$)'
);

ALTER TABLE transcription_chunks
  ADD CONSTRAINT transcription_chunks_result_shape_check CHECK (jsonb_typeof(result) = 'object'),
  ADD CONSTRAINT transcription_chunks_context_shape_check CHECK (jsonb_typeof(context) = 'object');

-- Statuses ---------------------------------------------------------------------------------------------------------

CREATE FUNCTION refuse_status_move() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % cannot go from % to %', TG_ARGV[0], TG_TABLE_NAME,
    to_jsonb(OLD) ->> TG_ARGV[0], to_jsonb(NEW) ->> TG_ARGV[0]
  USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, COLUMN = TG_ARGV[0], CONSTRAINT = TG_NAME;
END
$$;

-- For who ends a step, or takes it up again, and says nothing of the time.
CREATE FUNCTION set_completed_at() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.completed_at IS NOT NULL THEN
    NEW.completed_at := NULL;
  ELSIF pg_typeof(NEW.completed_at) = 'timestamp without time zone'::regtype THEN
    NEW.completed_at := greatest(timezone('utc', now()), NEW.started_at);
  ELSE
    NEW.completed_at := greatest(now(), NEW.started_at);
  END IF;
  RETURN NEW;
END
$$;

-- Generated from core/status; a test holds the two equal. -----------------------
ALTER TABLE batch_items
  DROP CONSTRAINT batch_items_status_check,
  ADD CONSTRAINT batch_items_status_check CHECK (status IN ('pending', 'running', 'completed', 'failed', 'retrying', 'cancelled'));

CREATE TRIGGER check_status_move BEFORE UPDATE OF status ON batch_items
FOR EACH ROW WHEN (OLD.status <> NEW.status AND NOT CASE OLD.status
    WHEN 'pending' THEN NEW.status IN ('running', 'cancelled')
    WHEN 'running' THEN NEW.status IN ('pending', 'completed', 'failed', 'retrying', 'cancelled')
    WHEN 'failed' THEN NEW.status IN ('pending')
    WHEN 'retrying' THEN NEW.status IN ('pending', 'running', 'failed', 'cancelled')
    WHEN 'cancelled' THEN NEW.status IN ('pending')
    ELSE false END)
EXECUTE FUNCTION refuse_status_move('status');

ALTER TABLE batch_items
  ADD CONSTRAINT batch_items_completed_at_check CHECK ((completed_at IS NOT NULL) = (status IN ('completed', 'failed', 'cancelled')));
CREATE TRIGGER set_completed_at_first BEFORE INSERT ON batch_items
FOR EACH ROW WHEN (NEW.completed_at IS NULL AND NEW.status IN ('completed', 'failed', 'cancelled'))
EXECUTE FUNCTION set_completed_at();
CREATE TRIGGER set_completed_at BEFORE UPDATE OF status ON batch_items
FOR EACH ROW WHEN (OLD.status <> NEW.status AND CASE WHEN NEW.status IN ('completed', 'failed', 'cancelled')
    THEN NEW.completed_at IS NULL ELSE NEW.completed_at = OLD.completed_at END)
EXECUTE FUNCTION set_completed_at();

ALTER TABLE v2_processing_jobs
  DROP CONSTRAINT v2_processing_jobs_status_check,
  ADD CONSTRAINT v2_processing_jobs_status_check CHECK (status IN ('pending', 'running', 'completed', 'failed', 'retrying', 'cancelled'));

CREATE TRIGGER check_status_move BEFORE UPDATE OF status ON v2_processing_jobs
FOR EACH ROW WHEN (OLD.status <> NEW.status AND NOT CASE OLD.status
    WHEN 'pending' THEN NEW.status IN ('running', 'cancelled')
    WHEN 'running' THEN NEW.status IN ('pending', 'completed', 'failed', 'retrying', 'cancelled')
    WHEN 'failed' THEN NEW.status IN ('pending')
    WHEN 'retrying' THEN NEW.status IN ('pending', 'running', 'failed', 'cancelled')
    WHEN 'cancelled' THEN NEW.status IN ('pending')
    ELSE false END)
EXECUTE FUNCTION refuse_status_move('status');

ALTER TABLE v2_processing_jobs
  ADD CONSTRAINT v2_processing_jobs_completed_at_check CHECK ((completed_at IS NOT NULL) = (status IN ('completed', 'failed', 'cancelled')));
CREATE TRIGGER set_completed_at_first BEFORE INSERT ON v2_processing_jobs
FOR EACH ROW WHEN (NEW.completed_at IS NULL AND NEW.status IN ('completed', 'failed', 'cancelled'))
EXECUTE FUNCTION set_completed_at();
CREATE TRIGGER set_completed_at BEFORE UPDATE OF status ON v2_processing_jobs
FOR EACH ROW WHEN (OLD.status <> NEW.status AND CASE WHEN NEW.status IN ('completed', 'failed', 'cancelled')
    THEN NEW.completed_at IS NULL ELSE NEW.completed_at = OLD.completed_at END)
EXECUTE FUNCTION set_completed_at();

ALTER TABLE batch_jobs
  DROP CONSTRAINT batch_jobs_status_check,
  ADD CONSTRAINT batch_jobs_status_check CHECK (status IN ('pending', 'running', 'paused', 'completed', 'failed', 'cancelled'));

CREATE TRIGGER check_status_move BEFORE UPDATE OF status ON batch_jobs
FOR EACH ROW WHEN (OLD.status <> NEW.status AND NOT CASE OLD.status
    WHEN 'pending' THEN NEW.status IN ('running', 'paused', 'completed', 'failed', 'cancelled')
    WHEN 'running' THEN NEW.status IN ('pending', 'paused', 'completed', 'failed', 'cancelled')
    WHEN 'paused' THEN NEW.status IN ('pending', 'running', 'completed', 'failed', 'cancelled')
    WHEN 'completed' THEN NEW.status IN ('pending', 'running', 'paused')
    WHEN 'failed' THEN NEW.status IN ('pending', 'running', 'paused', 'cancelled')
    WHEN 'cancelled' THEN NEW.status IN ('pending', 'running', 'paused', 'failed')
    ELSE false END)
EXECUTE FUNCTION refuse_status_move('status');

ALTER TABLE media_files
  DROP CONSTRAINT media_files_download_status_check,
  ADD CONSTRAINT media_files_download_status_check CHECK (download_status IN ('pending', 'downloading', 'completed', 'failed'));

CREATE TRIGGER check_status_move BEFORE UPDATE OF download_status ON media_files
FOR EACH ROW WHEN (coalesce(OLD.download_status, 'pending') <> coalesce(NEW.download_status, 'pending') AND NOT CASE coalesce(OLD.download_status, 'pending')
    WHEN 'pending' THEN coalesce(NEW.download_status, 'pending') IN ('downloading', 'completed', 'failed')
    WHEN 'downloading' THEN coalesce(NEW.download_status, 'pending') IN ('pending', 'completed', 'failed')
    WHEN 'failed' THEN coalesce(NEW.download_status, 'pending') IN ('pending', 'downloading')
    ELSE false END)
EXECUTE FUNCTION refuse_status_move('download_status');
-- End of what is generated. -----------------------------------------------------
