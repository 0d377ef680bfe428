-- Back to 2.9.0. What goes is kept in archive tables; enhanced texts stay in their results.

CREATE TABLE archive_015_vocabulary_terms AS SELECT * FROM vocabulary_terms WHERE domain IS NOT NULL;
CREATE TABLE archive_015_enhancement_domains AS TABLE enhancement_domains;
CREATE TABLE archive_015_enhancement_cache AS TABLE enhancement_cache;
CREATE TABLE archive_015_enhancement_windows AS TABLE enhancement_windows;

DROP TABLE enhancement_windows, enhancement_cache, enhancement_domains;

DELETE FROM vocabulary_terms WHERE domain IS NOT NULL;
DROP INDEX ux_vocabulary_terms_owner_id;
ALTER TABLE vocabulary_terms
  DROP COLUMN domain,
  ADD CONSTRAINT ux_vocabulary_terms_owner_id UNIQUE (owner_id, text);
