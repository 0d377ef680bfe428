-- 2.5.0: podcast feeds are followed: their new episodes become batches.

CREATE TABLE feeds (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  owner_id INTEGER NOT NULL DEFAULT 1 REFERENCES users (id),
  -- Short enough for the key below: an address of the web holds one byte a letter.
  url TEXT NOT NULL CONSTRAINT feeds_url_check CHECK (length(url) BETWEEN 1 AND 2000),
  title TEXT NOT NULL DEFAULT '',
  -- What new episodes are transcribed with; null is whatever the settings say then.
  engine TEXT,
  language TEXT,
  created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  last_checked_at TIMESTAMPTZ,
  -- Whoever looks at a feed moves this on first: so one looks, however many workers there are.
  next_check_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  failed_checks INTEGER NOT NULL DEFAULT 0 CONSTRAINT feeds_failed_checks_check CHECK (failed_checks >= 0),
  error_code TEXT,
  last_error TEXT,
  -- What the server said of the version that was read last.
  etag TEXT,
  last_modified TEXT,
  CONSTRAINT ux_feeds_owner_id UNIQUE (owner_id, url)
);
CREATE INDEX ix_feeds_next_check_at ON feeds (next_check_at);

-- What of a feed is known: an episode that stands here is never taken again.
CREATE TABLE feed_episodes (
  feed_id UUID NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
  guid TEXT NOT NULL CONSTRAINT feed_episodes_guid_check CHECK (length(guid) BETWEEN 1 AND 500),
  seen_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  -- The batch that it became; null for what was there when following began.
  batch_job_id UUID REFERENCES batch_jobs (id) ON DELETE SET NULL,
  PRIMARY KEY (feed_id, guid)
);
CREATE INDEX ix_feed_episodes_batch_job_id ON feed_episodes (batch_job_id);

-- Rows that a rollback put aside come back, but those whose parents are gone ------------------------------------------
DO $$
BEGIN
  IF to_regclass('archive_010_feeds') IS NULL THEN RETURN; END IF;
  INSERT INTO feeds
  SELECT a.* FROM archive_010_feeds AS a WHERE EXISTS (SELECT FROM users AS u WHERE u.id = a.owner_id);
  INSERT INTO feed_episodes (feed_id, guid, seen_at, batch_job_id)
  SELECT a.feed_id, a.guid, a.seen_at, (SELECT b.id FROM batch_jobs AS b WHERE b.id = a.batch_job_id)
  FROM archive_010_feed_episodes AS a WHERE EXISTS (SELECT FROM feeds AS f WHERE f.id = a.feed_id);
  DROP TABLE archive_010_feeds, archive_010_feed_episodes;
END
$$;
