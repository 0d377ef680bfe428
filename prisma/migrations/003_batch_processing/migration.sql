-- 0.2.0: batches of work.

CREATE TABLE batch_jobs (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  name TEXT NOT NULL,
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  total_files INTEGER NOT NULL,
  processed_files INTEGER DEFAULT 0,
  failed_files INTEGER DEFAULT 0,
  worker_count INTEGER DEFAULT 8,
  memory_limit_mb INTEGER DEFAULT 2048,
  cpu_limit_percent INTEGER DEFAULT 90,
  start_time TIMESTAMP,
  end_time TIMESTAMP,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

CREATE TABLE batch_items (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  batch_job_id UUID REFERENCES batch_jobs (id),
  task_type VARCHAR(20) NOT NULL,
  task_data JSONB NOT NULL,
  priority INTEGER DEFAULT 0,
  status VARCHAR(20) NOT NULL DEFAULT 'pending',
  retry_count INTEGER DEFAULT 0,
  max_retries INTEGER DEFAULT 3,
  error_message TEXT,
  result_data JSONB,
  processing_time_seconds FLOAT,
  started_at TIMESTAMP,
  completed_at TIMESTAMP,
  created_at TIMESTAMP DEFAULT NOW(),
  updated_at TIMESTAMP DEFAULT NOW()
);

-- Rows that a rollback put aside come back; parents before children.
DO $$
DECLARE
  name TEXT;
BEGIN
  FOREACH name IN ARRAY ARRAY['batch_jobs', 'batch_items'] LOOP
    IF to_regclass('archive_003_' || name) IS NOT NULL THEN
      EXECUTE format('INSERT INTO %I SELECT * FROM %I', name, 'archive_003_' || name);
      EXECUTE format('DROP TABLE %I', 'archive_003_' || name);
    END IF;
  END LOOP;
END
$$;
