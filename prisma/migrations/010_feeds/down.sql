-- Back to 2.4.0. What goes is kept in archive tables.

CREATE TABLE archive_010_feeds AS TABLE feeds;
CREATE TABLE archive_010_feed_episodes AS TABLE feed_episodes;

DROP TABLE feed_episodes, feeds;
