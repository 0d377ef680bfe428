-- Back to 2.1.0. What goes is kept in archive tables.

DROP TRIGGER log_event ON v2_processing_jobs;
DROP TRIGGER log_event ON batch_items;
DROP FUNCTION log_processing_event();
DROP FUNCTION log_item_event();

CREATE TABLE archive_006_work_events AS TABLE work_events;
CREATE TABLE archive_006_batch_jobs AS SELECT id, deleted_at FROM batch_jobs;
CREATE TABLE archive_006_batch_items AS SELECT id, position, stop_requested_at FROM batch_items;
CREATE TABLE archive_006_v2_processing_jobs AS
SELECT id, stop_requested_at, started_at, processing_time_seconds FROM v2_processing_jobs;
CREATE TABLE archive_006_workers AS SELECT id, io_slots, memory_bytes FROM workers;
CREATE TABLE archive_006_sequences AS SELECT last_value, is_called FROM work_events_id_seq;

DROP INDEX ix_batch_items_completed_at;
DROP INDEX ix_v2_processing_jobs_live;
DROP INDEX ix_batch_jobs_live;
DROP INDEX ix_batch_items_running;
DROP INDEX ix_batch_items_in_hand;
DROP INDEX ix_batch_items_waiting;

DROP TABLE work_events;
ALTER TABLE workers
  DROP COLUMN memory_bytes,
  DROP COLUMN io_slots;
ALTER TABLE v2_processing_jobs
  DROP COLUMN processing_time_seconds,
  DROP COLUMN started_at,
  DROP COLUMN stop_requested_at;
ALTER TABLE batch_items
  DROP COLUMN stop_requested_at,
  DROP COLUMN position;
ALTER TABLE batch_jobs DROP COLUMN deleted_at;
