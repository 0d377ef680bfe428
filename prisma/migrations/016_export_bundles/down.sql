-- Back to the version before. What goes is kept in an archive table.

CREATE TABLE archive_016_exports AS SELECT id, owner_id FROM exports WHERE owner_id IS NOT NULL;

DROP INDEX ix_exports_owner_id;
ALTER TABLE exports DROP COLUMN owner_id;
