CREATE TABLE archive_003_batch_jobs AS TABLE batch_jobs;
CREATE TABLE archive_003_batch_items AS TABLE batch_items;

DROP TABLE batch_items;
DROP TABLE batch_jobs;
