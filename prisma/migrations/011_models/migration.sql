-- 2.6.0: speech models that are fetched when they are first wanted: how each stands, on every machine that has workers.

CREATE TABLE speech_models (
  -- A machine and a TRAX_HOME on it: workers of one home share its models.
  host TEXT NOT NULL CONSTRAINT speech_models_host_check CHECK (length(host) BETWEEN 1 AND 300),
  home TEXT NOT NULL CONSTRAINT speech_models_home_check CHECK (length(home) BETWEEN 1 AND 4096),
  model TEXT NOT NULL CONSTRAINT speech_models_model_check CHECK (length(model) BETWEEN 1 AND 100),
  state TEXT NOT NULL DEFAULT 'absent'
    CONSTRAINT speech_models_state_check CHECK (state IN ('absent', 'fetching', 'ready', 'damaged', 'failed')),
  bytes BIGINT NOT NULL DEFAULT 0 CONSTRAINT speech_models_bytes_check CHECK (bytes >= 0),
  total_bytes BIGINT NOT NULL DEFAULT 0 CONSTRAINT speech_models_total_bytes_check CHECK (total_bytes >= 0),
  error_code TEXT,
  last_error TEXT,
  -- What somebody asked for, until a worker of this home has done it.
  wish TEXT CONSTRAINT speech_models_wish_check CHECK (wish IN ('fetch', 'cancel', 'remove')),
  wished_at TIMESTAMPTZ,
  -- When a worker of this home looked last.
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (host, home, model)
);

-- Rows that a rollback put aside come back ----------------------------------------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_011_speech_models') IS NULL THEN RETURN; END IF;
  INSERT INTO speech_models SELECT * FROM archive_011_speech_models;
  DROP TABLE archive_011_speech_models;
END
$$;
