import yargs, { type Argv } from "yargs";
import { hearingSpeakerEngineIds } from "@/core/speech/speaker-engines";
import { engineIds, pipelineVersions, suggestedDomains } from "@/server/batches/schema";
import { exportFormats } from "@/server/exports/schema";
import { dbActions } from "./db-actions";
import { exitCodes, UsageError } from "./exit-codes";

const epilogue =
  "Ids may be shortened as long as they are unique. With a Trax running for this TRAX_HOME the command works with it; " +
  "else it brings database and worker up for as long as it runs.\n\n" +
  "Exit codes: 0 done, 1 some work failed, 2 wrong usage, 3 Trax cannot start or be reached, 130 cancelled by Ctrl-C, " +
  "143 ended by a signal (the work is kept).";

/** Every command with its arguments. What a command does is loaded when it is called, so that help and completion
 * answer at once.
 * @returns the exit code */
export async function parseCommand(args: string[]): Promise<number> {
  let code: number = exitCodes.ok;
  const end = (ended: number) => {
    code = ended;
  };
  await yargs(args)
    .scriptName("trax")
    .locale("en")
    .usage("$0 COMMAND\n\nTranscribes recordings on this machine.")
    .command(
      "transcribe <files..>",
      "Transcribe recordings, files or links, and print or write the text",
      addTranscribeOptions,
      async (given) => end(await (await load(() => import("./transcribe-command"))).transcribeCommand(given)),
    )
    .command(
      "list",
      "List transcripts, or batches, newest first",
      (y) =>
        y
          .option("batches", { type: "boolean", default: false, describe: "Batches instead of transcripts" })
          .option("filter", { type: "string", default: "", describe: "Only titles that contain this" })
          .option("limit", { type: "number", default: 20, describe: "At most so many, up to 1,000" })
          .option("json", json),
      async (given) => end(await (await load(() => import("./list-command"))).listCommand(given)),
    )
    .command(
      "show <id>",
      "Show a transcript or a batch: what it is and how work on it stands",
      (y) => y.positional("id", { type: "string", demandOption: true }).option("json", json),
      async (given) => end(await (await load(() => import("./show-command"))).showCommand(given)),
    )
    .command(
      "export <id>",
      "Print a transcript, or write it to a folder; of a batch, all of its transcripts",
      (y) =>
        addResultOptions(y)
          .positional("id", { type: "string", demandOption: true })
          .option("machine", {
            type: "boolean",
            default: false,
            describe: "As the machine left it, without corrections",
          })
          .option("json", json),
      async (given) => end(await (await load(() => import("./export-command"))).exportCommand(given)),
    )
    .command(
      "cancel <ids..>",
      "Cancel what has not ended of batches or transcripts",
      (y) => y.positional("ids", ids).option("json", json),
      async (given) => end(await (await load(() => import("./cancel-command"))).cancelCommand(given)),
    )
    .command(
      "retry <ids..>",
      "Start what failed or was cancelled again, where it stopped, and wait for it",
      (y) => y.positional("ids", ids).option("json", json),
      async (given) => end(await (await load(() => import("./retry-command"))).retryCommand(given)),
    )
    .command(
      "status",
      "Show the queue, the workers and the disk",
      (y) => y.option("json", json),
      async (given) => end(await (await load(() => import("./status-command"))).statusCommand(given)),
    )
    .command(
      "db <action>",
      "See the database's version, bring it to another, or take over one of an earlier Trax",
      (y) =>
        y
          .positional("action", { choices: dbActions, demandOption: true })
          .option("to", { type: "string", describe: "Number or name of the migration to stop at" })
          .option("media-root", {
            type: "string",
            describe: "Folder that the paths in an older database are below",
          })
          .option("json", json),
      async (given) => end(await (await import("./db-command")).dbCommand(given)),
    )
    .command(
      "backup",
      "Write a backup of the database and all files into a folder of its own",
      (y) =>
        y
          .option("to", { type: "string", describe: "Folder for backups; the default is TRAX_BACKUP_FOLDER" })
          .option("nightly", {
            type: "boolean",
            default: false,
            describe: "As the one of every night: proved, and old ones let go",
          })
          .option("base", {
            type: "boolean",
            default: false,
            describe: "A base backup of the embedded database, to go back to any moment after it",
          })
          .option("json", json),
      async (given) => end(await (await import("./backup-command")).backupCommand(given)),
    )
    .command(
      "verify-backup <folder>",
      "Prove a backup: every checksum, then every table in a database of its own",
      (y) => y.positional("folder", { type: "string", demandOption: true }).option("json", json),
      async (given) => end(await (await import("./backup-command")).verifyBackupCommand(given)),
    )
    .command(
      "restore [folder]",
      "Go back to a backup, or to a moment; what is there now stays beside it until the next restore",
      (y) =>
        y
          .positional("folder", { type: "string" })
          .option("to-time", {
            type: "string",
            describe: "A moment, for example 2026-11-26T14:30 (this machine's clock) or 2026-11-26T13:30Z",
          })
          .option("json", json),
      async ({ folder, toTime, json }) => {
        if ((folder === undefined) === (toTime === undefined))
          throw new UsageError("restore takes either the folder of a backup or --to-time.");
        end(
          toTime === undefined
            ? await (await import("./backup-command")).restoreCommand({ folder: folder ?? "", json })
            : await (await import("./restore-to-time-command")).restoreToTimeCommand({ toTime, json }),
        );
      },
    )
    .command(
      "verify",
      "Check whether everything is whole: tables, rules, values, files, counters, indexes, search",
      (y) => y.option("quick", quick).option("json", json),
      async (given) => end(await (await import("./verify-command")).verifyCommand(given)),
    )
    .command(
      "repair",
      "Say what of the damage can be mended without losing anything; with --apply, mend it",
      (y) =>
        y
          .option("apply", { type: "boolean", default: false, describe: "Mend it, then verify again" })
          .option("quick", quick)
          .option("json", json),
      async (given) => end(await (await load(() => import("./repair-command"))).repairCommand(given)),
    )
    .command(
      "export-data <folder>",
      "Write everything that is yours in open formats: lines of JSON, recordings, subtitles",
      (y) => y.positional("folder", { type: "string", demandOption: true }).option("json", json),
      async (given) =>
        end(await (await load(() => import("./export-data-command"))).exportDataCommand(given)),
    )
    .command(
      "ytdlp <action>",
      "Show which yt-dlp fetches from links, or bring it up to date",
      (y) =>
        y
          .positional("action", { choices: ["version", "update"] as const, demandOption: true })
          .option("json", json),
      async (given) => end(await (await import("./ytdlp-command")).ytDlpCommand(given)),
    )
    .completion("completion", "Print a script that completes this command in bash or zsh")
    .demandCommand(1, "Name a command; trax --help lists them.")
    .strict()
    .recommendCommands()
    .version(false)
    .alias("help", "h")
    .epilogue(epilogue)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(`${message}\nSee trax --help.`);
    })
    .parseAsync();
  return code;
}

/** The database client is made at the first use, so what stands on it is loaded after that. */
async function load<T>(command: () => Promise<T>): Promise<T> {
  await (await import("../build")).ensureClient();
  return command();
}

const json = { type: "boolean", default: false, describe: "Print lines of JSON for programs" } as const;
const quick = { type: "boolean", default: false, describe: "Leave checksums of files out" } as const;
const ids = { type: "string", array: true, demandOption: true } as const;

function addResultOptions<T>(y: Argv<T>) {
  return y
    .option("format", { choices: exportFormats, default: "txt" as const, describe: "Shape of the text" })
    .option("out", { type: "string", describe: "Write a file for each recording into this folder" });
}

function addTranscribeOptions<T>(y: Argv<T>) {
  return addResultOptions(y)
    .positional("files", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "Audio or video files, or links",
    })
    .option("engine", { choices: engineIds, describe: "Speech engine; the default is TRAX_ENGINE" })
    .option("language", { type: "string", describe: "Language that is spoken, for example en" })
    .option("track", {
      type: "number",
      describe: "Sound track that is heard, from 1; else the file's default",
    })
    .option("domain", {
      type: "string",
      describe: `What the recordings are of: ${suggestedDomains.join(", ")}, or a word of yours`,
    })
    .option("speakers", {
      type: "string",
      describe: "Find out who says what: found, or how many people speak: 2, or 2-4",
    })
    .option("speaker-engine", {
      choices: hearingSpeakerEngineIds,
      describe:
        "With --speakers or --pipeline v4: what tells them apart; what goes best with the text when left out",
    })
    .option("pipeline", { choices: pipelineVersions, describe: "Version of the pipeline; v1 when left out" })
    .option("enhance", {
      type: "string",
      describe: "make the text better when it is there: rules, openai or openai:MODEL",
    })
    .option("second-engine", {
      choices: engineIds,
      describe:
        "With --pipeline v3 or v4: the engine of the second hearing; what goes best with the first when left out",
    })
    .option("export", {
      choices: exportFormats,
      array: true,
      describe: "Also keep a download of this format in Trax, as soon as the text is there",
    })
    .option("batch", { type: "string", describe: "Name of the batch" })
    .option("priority", { type: "number", default: 0, describe: "Higher runs earlier, -100 to 100" })
    .option("fresh", {
      type: "boolean",
      default: false,
      describe: "Transcribe again what was transcribed before",
    })
    .option("json", json)
    .example("$0 transcribe talk.mp3", "Print the text")
    .example("$0 transcribe *.mp4 --format srt --out subtitles", "Write subtitles");
}
