-- 2.14.0: copies of videos with subtitles, and layouts of subtitles of one's own.

-- Of a copy of a video: how its subtitles are in it.
ALTER TABLE exports ADD COLUMN subtitles TEXT CONSTRAINT exports_subtitles_check CHECK (subtitles IN ('burned', 'track'));

CREATE TABLE subtitle_profiles (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  name TEXT NOT NULL CONSTRAINT subtitle_profiles_name_check CHECK (length(name) BETWEEN 1 AND 60),
  line_characters INTEGER NOT NULL
    CONSTRAINT subtitle_profiles_line_characters_check CHECK (line_characters BETWEEN 10 AND 100),
  max_lines INTEGER NOT NULL CONSTRAINT subtitle_profiles_max_lines_check CHECK (max_lines BETWEEN 1 AND 4),
  min_duration_ms INTEGER NOT NULL
    CONSTRAINT subtitle_profiles_min_duration_ms_check CHECK (min_duration_ms BETWEEN 100 AND 5000),
  max_duration_ms INTEGER NOT NULL
    CONSTRAINT subtitle_profiles_max_duration_ms_check CHECK (max_duration_ms BETWEEN 1000 AND 30000),
  -- Dark between two subtitles that follow each other.
  gap_ms INTEGER NOT NULL CONSTRAINT subtitle_profiles_gap_ms_check CHECK (gap_ms BETWEEN 0 AND 1000),
  characters_per_second DOUBLE PRECISION NOT NULL
    CONSTRAINT subtitle_profiles_characters_per_second_check CHECK (characters_per_second BETWEEN 5 AND 50),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CONSTRAINT subtitle_profiles_durations_check CHECK (min_duration_ms <= max_duration_ms),
  CONSTRAINT ux_subtitle_profiles_owner_id UNIQUE (owner_id, name)
);

-- The name of a built-in layout, or the id of one of the owner's; null: the usual one. One that was deleted counts as the
-- usual one, and as itself again when its deletion is undone: that is why this is no foreign key.
ALTER TABLE transcript_documents ADD COLUMN subtitle_profile TEXT
  CONSTRAINT transcript_documents_subtitle_profile_check CHECK (length(subtitle_profile) BETWEEN 1 AND 60);

-- What a rollback put aside comes back ---------------------------------------------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_019_subtitle_profiles') IS NULL THEN RETURN; END IF;
  INSERT INTO subtitle_profiles
  SELECT a.* FROM archive_019_subtitle_profiles AS a WHERE EXISTS (SELECT FROM users AS u WHERE u.id = a.owner_id);
  UPDATE exports AS e SET subtitles = a.subtitles FROM archive_019_exports AS a WHERE a.id = e.id;
  ALTER TABLE transcript_documents DISABLE TRIGGER set_updated_at;
  UPDATE transcript_documents AS d SET subtitle_profile = a.subtitle_profile
  FROM archive_019_transcript_documents AS a WHERE a.id = d.id;
  ALTER TABLE transcript_documents ENABLE TRIGGER set_updated_at;
  DROP TABLE archive_019_subtitle_profiles, archive_019_exports, archive_019_transcript_documents;
END
$$;
