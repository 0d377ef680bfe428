-- 2.10.0: texts are made better: domains with their versions, glossaries by domain, answers that are not paid for twice,
-- and windows that are done once.

-- A term of one domain alone; null: of all.
ALTER TABLE vocabulary_terms
  ADD COLUMN domain TEXT CONSTRAINT vocabulary_terms_domain_check CHECK (length(domain) BETWEEN 1 AND 40),
  DROP CONSTRAINT ux_vocabulary_terms_owner_id;
CREATE UNIQUE INDEX ux_vocabulary_terms_owner_id ON vocabulary_terms (owner_id, domain, text) NULLS NOT DISTINCT;

-- How texts of a field are written. The newest version counts; older ones stay, since results name them. What an owner
-- has no row of is as it is built in.
CREATE TABLE enhancement_domains (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  name TEXT NOT NULL CONSTRAINT enhancement_domains_name_check CHECK (length(name) BETWEEN 1 AND 40),
  version INTEGER NOT NULL CONSTRAINT enhancement_domains_version_check CHECK (version >= 1),
  instructions TEXT NOT NULL CONSTRAINT enhancement_domains_instructions_check CHECK (length(instructions) <= 8000),
  style JSONB NOT NULL CONSTRAINT enhancement_domains_style_shape_check CHECK (jsonb_typeof(style) = 'object'),
  vocabulary TEXT[] NOT NULL DEFAULT '{}'
    CONSTRAINT enhancement_domains_vocabulary_check CHECK (cardinality(vocabulary) <= 500),
  -- From this version on it is as it is built in again, or gone where it is not built in.
  is_removed BOOLEAN NOT NULL DEFAULT false,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CONSTRAINT ux_enhancement_domains_owner_id UNIQUE (owner_id, name, version)
);

-- What a model made of a text, by what it was asked: never paid for twice.
CREATE TABLE enhancement_cache (
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  -- SHA-256 of text, domain and its version, model, version of the prompt and glossary.
  key TEXT NOT NULL CONSTRAINT enhancement_cache_key_check CHECK (key ~ '^[0-9a-f]{64}$'),
  model TEXT NOT NULL,
  answer TEXT NOT NULL CONSTRAINT enhancement_cache_answer_check CHECK (length(answer) <= 1000000),
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  -- In US dollars; null where nobody told the price.
  cost_dollars DOUBLE PRECISION CONSTRAINT enhancement_cache_cost_dollars_check CHECK (cost_dollars >= 0),
  hits INTEGER NOT NULL DEFAULT 0,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  last_used_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  expires_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (owner_id, key),
  CONSTRAINT enhancement_cache_counts_check CHECK (input_tokens >= 0 AND output_tokens >= 0 AND hits >= 0)
);
CREATE INDEX ix_enhancement_cache_expires_at ON enhancement_cache (expires_at);

-- Windows of an enhancement that is under way: each is written once, so that a run that goes on asks for the rest alone.
CREATE TABLE enhancement_windows (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  batch_item_id UUID REFERENCES batch_items (id) ON DELETE CASCADE,
  processing_job_id INTEGER REFERENCES v2_processing_jobs (id) ON DELETE CASCADE,
  index INTEGER NOT NULL CONSTRAINT enhancement_windows_index_check CHECK (index >= 0),
  -- Of what it was made of: one of another text or with other settings is none of this run.
  key TEXT NOT NULL CONSTRAINT enhancement_windows_key_check CHECK (key ~ '^[0-9a-f]{64}$'),
  outcome TEXT NOT NULL
    CONSTRAINT enhancement_windows_outcome_check CHECK (outcome IN ('accepted', 'rejected', 'failed')),
  content JSONB NOT NULL CONSTRAINT enhancement_windows_content_shape_check CHECK (jsonb_typeof(content) = 'array'),
  report JSONB NOT NULL CONSTRAINT enhancement_windows_report_shape_check CHECK (jsonb_typeof(report) = 'object'),
  claim_token UUID,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  CONSTRAINT enhancement_windows_work_check CHECK (num_nonnulls(batch_item_id, processing_job_id) = 1)
);
CREATE UNIQUE INDEX ux_enhancement_windows_work ON enhancement_windows (batch_item_id, processing_job_id, index)
  NULLS NOT DISTINCT;
CREATE INDEX ix_enhancement_windows_processing_job_id ON enhancement_windows (processing_job_id);

-- Rows that a rollback put aside come back, but those whose parents are gone or whose place is taken ------------------------
DO $$
BEGIN
  IF to_regclass('archive_015_vocabulary_terms') IS NULL THEN RETURN; END IF;
  INSERT INTO vocabulary_terms (id, owner_id, text, sounds_like, created_at, domain)
  SELECT a.id, a.owner_id, a.text, a.sounds_like, a.created_at, a.domain FROM archive_015_vocabulary_terms AS a
  WHERE EXISTS (SELECT FROM users AS u WHERE u.id = a.owner_id)
  ON CONFLICT DO NOTHING;
  INSERT INTO enhancement_domains
  SELECT a.* FROM archive_015_enhancement_domains AS a WHERE EXISTS (SELECT FROM users AS u WHERE u.id = a.owner_id);
  INSERT INTO enhancement_cache
  SELECT a.* FROM archive_015_enhancement_cache AS a WHERE EXISTS (SELECT FROM users AS u WHERE u.id = a.owner_id);
  INSERT INTO enhancement_windows
  SELECT a.* FROM archive_015_enhancement_windows AS a
  WHERE EXISTS (SELECT FROM batch_items AS i WHERE i.id = a.batch_item_id)
    OR EXISTS (SELECT FROM v2_processing_jobs AS j WHERE j.id = a.processing_job_id);
  DROP TABLE archive_015_vocabulary_terms, archive_015_enhancement_domains, archive_015_enhancement_cache,
    archive_015_enhancement_windows;
END
$$;
