-- Back to 2.8.0. What goes is kept in an archive table.

CREATE TABLE archive_014_users AS SELECT id, recognises_voices FROM users WHERE NOT recognises_voices;

ALTER TABLE users DROP COLUMN recognises_voices;
