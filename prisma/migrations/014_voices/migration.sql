-- 2.9.0: whether the voices of a user's recordings are kept and recognised.

ALTER TABLE users ADD COLUMN recognises_voices BOOLEAN NOT NULL DEFAULT true;

-- What a rollback put aside comes back ---------------------------------------------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_014_users') IS NULL THEN RETURN; END IF;
  UPDATE users AS u SET recognises_voices = a.recognises_voices FROM archive_014_users AS a WHERE a.id = u.id;
  DROP TABLE archive_014_users;
END
$$;
