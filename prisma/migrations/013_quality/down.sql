-- Back to 2.7.0. What goes is kept in archive tables; transcription_results.accuracy stays as it was measured.

CREATE TABLE archive_013_transcript_references AS TABLE transcript_references;
CREATE TABLE archive_013_quality_measurements AS TABLE quality_measurements;

DROP TABLE quality_measurements, transcript_references;
