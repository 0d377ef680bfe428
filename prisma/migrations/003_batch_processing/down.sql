-- Columns are named in the order in which the step up makes them: an adopted table may have another.
CREATE TABLE archive_003_batch_jobs AS
SELECT
  id, name, status, total_files, processed_files, failed_files, worker_count, memory_limit_mb, cpu_limit_percent,
  start_time, end_time, created_at, updated_at
FROM batch_jobs;
CREATE TABLE archive_003_batch_items AS
SELECT
  id, batch_job_id, task_type, task_data, priority, status, retry_count, max_retries, error_message, result_data,
  processing_time_seconds, started_at, completed_at, created_at, updated_at
FROM batch_items;

DROP TABLE batch_items;
DROP TABLE batch_jobs;
