-- Back to 2.5.0. What goes is kept in archive tables.

CREATE TABLE archive_011_speech_models AS TABLE speech_models;

DROP TABLE speech_models;
