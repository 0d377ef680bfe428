-- 0.1.0: metadata of videos, their files, transcripts and exports.

CREATE TABLE youtube_videos (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  youtube_id VARCHAR(20) UNIQUE NOT NULL,
  title TEXT NOT NULL,
  channel TEXT NOT NULL,
  description TEXT,
  duration_seconds INTEGER NOT NULL,
  url TEXT NOT NULL,
  metadata_extracted_at TIMESTAMP DEFAULT NOW(),
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE TABLE media_files (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  youtube_video_id UUID REFERENCES youtube_videos (id),
  file_path TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  duration_seconds FLOAT,
  format_info JSONB,
  download_status VARCHAR(20) DEFAULT 'pending',
  download_error TEXT,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE TABLE transcripts (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  media_file_id UUID REFERENCES media_files (id),
  version VARCHAR(10) NOT NULL DEFAULT 'v1',
  text_content TEXT,
  segments JSONB,
  raw_content JSONB,
  processing_time_seconds FLOAT,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE TABLE audio_processing_metadata (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  media_file_id UUID REFERENCES media_files (id),
  original_format VARCHAR(20),
  original_sample_rate INTEGER,
  original_channels INTEGER,
  processed_format VARCHAR(20) DEFAULT 'wav',
  processed_sample_rate INTEGER DEFAULT 16000,
  processed_channels INTEGER DEFAULT 1,
  preprocessing_time_seconds FLOAT,
  chunk_count INTEGER,
  created_at TIMESTAMP DEFAULT NOW()
);

CREATE TABLE exports (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  transcript_id UUID REFERENCES transcripts (id),
  format VARCHAR(10) NOT NULL,
  file_path TEXT NOT NULL,
  file_size BIGINT,
  created_at TIMESTAMP DEFAULT NOW()
);

-- Rows that a rollback put aside come back; parents before children.
DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['youtube_videos', 'media_files', 'transcripts', 'audio_processing_metadata', 'exports'] LOOP
    IF to_regclass('archive_001_' || name) IS NOT NULL THEN
      EXECUTE format('INSERT INTO %I SELECT * FROM %I', name, 'archive_001_' || name);
      EXECUTE format('DROP TABLE %I', 'archive_001_' || name);
    END IF;
  END LOOP;
END
$$;
