-- 2.11.0: downloads of many transcripts at once, which belong to nobody's document and so need an owner of their own.

ALTER TABLE exports ADD COLUMN owner_id INTEGER REFERENCES users (id);
CREATE INDEX ix_exports_owner_id ON exports (owner_id);

-- What a rollback put aside comes back ---------------------------------------------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_016_exports') IS NULL THEN RETURN; END IF;
  UPDATE exports AS e SET owner_id = a.owner_id FROM archive_016_exports AS a WHERE a.id = e.id;
  DROP TABLE archive_016_exports;
END
$$;
