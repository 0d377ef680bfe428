-- Back to 2.12.0. What goes is kept in an archive table.

CREATE TABLE archive_018_transcript_summaries AS TABLE transcript_summaries;
DROP TABLE transcript_summaries;
