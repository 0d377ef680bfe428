/** What can go wrong with Trax itself: its settings, its start, its database and its backups. As error-sentences.ts, of
 * which these are a part. */

export interface ErrorEntry {
  sentence: string;
  retryable?: boolean;
  /** Of what is tried again: no sooner than this. */
  retryAfterMs?: number;
  /** HTTP status where it ends a request. */
  status?: number;
}

export const operationSentences = {
  // Settings and start
  SETTING_INVALID: { sentence: "The setting {name} is wrong: {reason} Change it and start again." },
  HOST_NOT_LOOPBACK: {
    sentence:
      "TRAX_HOST={host} would let other machines in, and Trax has no sign-in yet. Use 127.0.0.1 behind a proxy of your own that signs people in, or set TRAX_ALLOW_INSECURE=1 if the network is yours alone.",
  },
  PORT_IN_USE: {
    sentence:
      "Port {port} is taken by another program. Stop that program, or choose another port: PORT={other} npm start.",
  },
  ALREADY_RUNNING: {
    sentence:
      "Trax is already running with {home} (process {pid}). Use that one, stop it first, or give this one a folder of its own with TRAX_HOME.",
  },
  HOME_NOT_WRITABLE: {
    sentence: "Trax cannot write to {home}: {reason} Give it a folder it may write to with TRAX_HOME.",
  },
  BUILD_FAILED: { sentence: "The production build failed: {reason} Run npm ci and start again." },
  DATABASE_UNREACHABLE: {
    sentence: "The database at {host} does not answer: {reason} Check DATABASE_URL and that the server runs.",
    retryable: true,
    status: 503,
  },
  DATABASE_AWAY: {
    sentence:
      "The database does not answer just now. Nothing that was saved is lost; this goes on by itself when it is back.",
    retryable: true,
    status: 503,
  },
  DATABASE_QUERY_CUT: {
    sentence:
      "The database took too long over this and was stopped. Nothing was changed. Ask for less at once (a rarer word, a shorter list), or raise TRAX_DATABASE_TIMEOUT_MS.",
    status: 503,
  },
  DATABASE_START_FAILED: {
    sentence: "The embedded database did not start: {reason} Its log is in {log}.",
  },
  DATABASE_MIGRATION_FAILED: {
    sentence:
      "Migration {migration} failed at: {statement} ({reason}) The database is as it was before. Report this, or go back to the version of Trax that ran before.",
  },
  DATABASE_MIGRATION_EDITED: {
    sentence:
      "Migration {migration} was changed after it was applied to this database (its checksum differs). Restore the file as it was released.",
  },
  DATABASE_NEWER_THAN_CODE: {
    sentence:
      "This database was made by a newer Trax (it has migration {migration}). Start the newer version again, or restore a backup from before the upgrade.",
  },
  DATABASE_MIGRATION_UNKNOWN: {
    sentence:
      "The database has migration {migration}, which this version of Trax does not know and which is not newer either. Start the version that made it, or restore a backup from before.",
  },
  DATABASE_FOREIGN: {
    sentence:
      "The database that DATABASE_URL names belongs to another program: it has {found}. Nothing was changed. Name an empty database.",
  },
  DATABASE_NOT_ADOPTED: {
    sentence:
      "The database has tables of an earlier Trax ({found}), but no record of its migrations. Nothing was changed. Take it over: npm run trax -- db adopt (docs/command-line.md)",
  },
  DATABASE_ADOPTION_NEEDLESS: {
    sentence:
      "There is nothing to adopt: {reason} Nothing was changed. The newest version comes by itself at the next start (or by: npm run trax -- db migrate).",
  },
  DATABASE_ADOPTION_REFUSED: {
    sentence:
      "The database is not as Trax {step} left it, so it was not taken over and nothing was changed. What differs: {differences}. Mend that, then run db adopt again.",
  },
  DATABASE_IN_USE: {
    sentence:
      "Trax is at work with this database ({sessions} connections). Stop it on every machine, then go back.",
  },
  DATABASE_ABSENT: {
    sentence: "There is no database in {home} yet. Start Trax with npm start; that makes one.",
  },
  DATABASE_BUSY: {
    sentence:
      "The database is in use by {sessions} other connections. Stop Trax on every machine, and whatever else works with this database, then try again. Nothing was changed.",
  },

  // Backups
  EXPORT_FAILED: {
    sentence:
      "Your data was not written out: {reason} The folder is empty again; try once more when that is mended.",
  },
  BACKUP_FAILED: { sentence: "The backup was not made: {reason} What was there before is as it was." },
  BACKUP_FOREIGN: {
    sentence:
      "This folder holds no backup of Trax that can be read. Name the folder of one backup, the one with manifest.json in it. Nothing was changed.",
  },
  BACKUP_NEWER: {
    sentence:
      "This backup was made by a newer Trax ({what} is not known here). Use that version or a later one. Nothing was changed.",
  },
  BACKUP_DAMAGED: {
    sentence: "This backup is not as it was written: {file}: {reason} Use another one. Nothing was changed.",
  },
  RESTORE_UNSOUND: {
    sentence:
      "What came out of this backup is not whole: {what}. Everything was put back as it was before. Try again, and check the disk and the server if it comes out so again; else use another backup.",
  },
  ARCHIVE_OFF: {
    sentence:
      "There is no archive to go back by: the embedded database keeps one when TRAX_WAL_ARCHIVE names a folder. A database of yours has its own tools.",
  },
  ARCHIVE_EMPTY: {
    sentence:
      "There is no base backup in {folder} to go back from. npm run trax -- backup --base makes one; from then on every moment can be gone back to.",
  },
  ARCHIVE_OUT_OF_REACH: {
    sentence:
      "The archive does not reach {time}: it can go back to any moment from {from} to {to}. Nothing was changed.",
  },
  ARCHIVE_GAP: {
    sentence:
      "The archive lacks a piece of the log (number {segment}) on the way to {time}, so it cannot go there. Name an earlier time. Nothing was changed.",
  },
  ARCHIVE_UNWRITABLE: {
    sentence:
      "The log of the database is not archived any more: {reason} It is kept until it can be; see that TRAX_WAL_ARCHIVE has room and may be written to.",
  },
} as const satisfies Record<string, ErrorEntry>;
