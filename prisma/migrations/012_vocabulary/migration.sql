-- 2.6.0: names and terms that an owner's recordings are full of.

CREATE TABLE vocabulary_terms (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  text TEXT NOT NULL CONSTRAINT vocabulary_terms_text_check CHECK (length(text) BETWEEN 1 AND 80),
  -- How else it is heard, spelled as an engine would write that.
  sounds_like TEXT[] NOT NULL DEFAULT '{}'
    CONSTRAINT vocabulary_terms_sounds_like_check CHECK (cardinality(sounds_like) <= 5),
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CONSTRAINT ux_vocabulary_terms_owner_id UNIQUE (owner_id, text)
);

-- Rows that a rollback put aside come back, but those whose owners are gone -------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_012_vocabulary_terms') IS NULL THEN RETURN; END IF;
  INSERT INTO vocabulary_terms
  SELECT a.* FROM archive_012_vocabulary_terms AS a WHERE EXISTS (SELECT FROM users AS u WHERE u.id = a.owner_id);
  DROP TABLE archive_012_vocabulary_terms;
END
$$;
