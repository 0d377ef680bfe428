-- Back to 2.5.0. What goes is kept in an archive table.

CREATE TABLE archive_012_vocabulary_terms AS TABLE vocabulary_terms;

DROP TABLE vocabulary_terms;
