-- 2.0.0: transcripts become transcription_results with v2 columns; v1 clients keep a view of the old name.

ALTER TABLE transcripts RENAME TO transcription_results;
ALTER TABLE transcription_results RENAME CONSTRAINT transcripts_pkey TO transcription_results_pkey;
ALTER TABLE transcription_results
  RENAME CONSTRAINT transcripts_media_file_id_fkey TO transcription_results_media_file_id_fkey;

CREATE TABLE speaker_profiles (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
  characteristics JSONB,
  embedding TEXT,
  sample_count INTEGER DEFAULT 0,
  user_id INTEGER
);

CREATE TABLE v2_processing_jobs (
  id SERIAL PRIMARY KEY,
  status VARCHAR(50) NOT NULL DEFAULT 'pending',
  created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
  completed_at TIMESTAMP WITH TIME ZONE,
  transcript_id UUID REFERENCES transcription_results (id) ON DELETE CASCADE,
  job_type VARCHAR(50) NOT NULL,
  parameters JSONB,
  progress FLOAT DEFAULT 0,
  error_message TEXT,
  result_data JSONB
);

ALTER TABLE transcription_results
  ADD COLUMN pipeline_version VARCHAR(20),
  ADD COLUMN enhanced_content_v2 JSONB,
  ADD COLUMN diarization_content JSONB,
  ADD COLUMN merged_content JSONB,
  ADD COLUMN domain_used VARCHAR(100),
  ADD COLUMN accuracy_estimate FLOAT,
  ADD COLUMN speaker_count INTEGER,
  ADD COLUMN quality_warnings_v2 JSONB,
  ADD COLUMN processing_metadata JSONB;

UPDATE transcription_results SET pipeline_version = 'v1' WHERE pipeline_version IS NULL;
ALTER TABLE transcription_results ALTER COLUMN pipeline_version SET DEFAULT 'v1';

CREATE INDEX ix_speaker_profiles_name ON speaker_profiles (name);
CREATE INDEX ix_speaker_profiles_user_id ON speaker_profiles (user_id);
CREATE INDEX ix_v2_processing_jobs_status ON v2_processing_jobs (status);
CREATE INDEX ix_v2_processing_jobs_transcript_id ON v2_processing_jobs (transcript_id);
CREATE INDEX ix_v2_processing_jobs_job_type ON v2_processing_jobs (job_type);
CREATE INDEX ix_transcription_results_pipeline_version ON transcription_results (pipeline_version);
CREATE INDEX ix_transcription_results_domain_used ON transcription_results (domain_used);
CREATE INDEX ix_transcription_results_speaker_count ON transcription_results (speaker_count);

-- Same columns in the same order as the table of 0.2.0, so that SELECT * and INSERT without a column list work.
CREATE VIEW transcripts AS
SELECT
  id, media_file_id, version, text_content, segments, raw_content, processing_time_seconds,
  created_at, updated_at, enhanced_content, accuracy, quality_warnings
FROM transcription_results;

-- Rows and values that a rollback put aside come back. A job whose transcript was deleted in the meantime would
-- have been deleted with it, so it stays away.
DO $$
BEGIN
  IF to_regclass('archive_004_transcription_results') IS NOT NULL THEN
    UPDATE transcription_results AS r
    SET
      pipeline_version = a.pipeline_version,
      enhanced_content_v2 = a.enhanced_content_v2,
      diarization_content = a.diarization_content,
      merged_content = a.merged_content,
      domain_used = a.domain_used,
      accuracy_estimate = a.accuracy_estimate,
      speaker_count = a.speaker_count,
      quality_warnings_v2 = a.quality_warnings_v2,
      processing_metadata = a.processing_metadata
    FROM archive_004_transcription_results AS a
    WHERE a.id = r.id;
    INSERT INTO speaker_profiles SELECT * FROM archive_004_speaker_profiles;
    INSERT INTO v2_processing_jobs
    SELECT * FROM archive_004_v2_processing_jobs AS a
    WHERE a.transcript_id IS NULL OR EXISTS (SELECT FROM transcription_results AS r WHERE r.id = a.transcript_id);
    PERFORM setval(sequence_name::regclass, last_value, is_called) FROM archive_004_sequences;
    DROP TABLE archive_004_transcription_results;
    DROP TABLE archive_004_speaker_profiles;
    DROP TABLE archive_004_v2_processing_jobs;
    DROP TABLE archive_004_sequences;
  END IF;
END
$$;
