/** The rules of the house that neither the linter nor the import rules can hold. */

export interface SourceFile {
  /** From the root of the repository, with "/". */
  path: string;
  text: string;
}

export interface HouseRuleOptions {
  /** Files that were longer than the limit when the limit came, with the lines they had. Entries may go, and their
   * numbers may fall; a new file is not added here but cut into two. */
  longFiles: Record<string, number>;
}

const maxLines = 350;
const vagueFolders = new Set([
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "lib",
  "libs",
  "misc",
  "shared",
]);
const notDomains = new Set(["platform", "jobs", "api", "http", "operations", "testing"]);
const readsEnvironment =
  /^(?:server\/platform\/env\.ts$|(?:bin|bench|e2e|server\/testing)\/|[^/]+\.config\.(?:ts|mjs|cjs)$)|\.test\.tsx?$/;

/** One sentence for each violation, beginning with the path; none when the house is in order. */
export function listHouseViolations(files: SourceFile[], options: HouseRuleOptions): string[] {
  return [
    ...files.flatMap((file) => listFileViolations(file, options)),
    ...listIdleExceptions(files, options),
  ];
}

function listFileViolations(file: SourceFile, { longFiles }: HouseRuleOptions): string[] {
  const violations: string[] = [];
  const say = (sentence: string) => violations.push(`${file.path}: ${sentence}`);
  const folders = file.path.split("/").slice(0, -1);
  const name = file.path.split("/").at(-1) as string;

  const vague = folders.find((folder) => vagueFolders.has(folder));
  if (vague)
    say(
      `a folder named ${vague} says nothing; name it after what is in it, or put the file beside its user.`,
    );

  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)+$/.test(name))
    say("file names are kebab-case, after the main export.");

  if (/\bprocess\.env\b/.test(file.text) && !readsEnvironment.test(file.path)) {
    say("only server/platform/env.ts reads process.env; add a setting there and take it from getSettings().");
  }

  const [top, domain, ...rest] = file.path.split("/");
  if (top === "server" && domain !== undefined && rest.length > 0 && !notDomains.has(domain)) {
    if (rest.length > 1 || !isDomainFile(name)) {
      say(
        "a domain folder holds router.ts, schema.ts, data.ts, service.ts, the parts these were cut into (list-sources.ts: two words or more) and their tests; pure logic goes to core, steps to worker, shared machinery to server/platform or server/jobs.",
      );
    }
  }

  const lines = file.text.split("\n").length - 1;
  const allowed = Math.max(maxLines, longFiles[file.path] ?? 0);
  if (lines > allowed) say(`${lines} lines, ${allowed} are allowed; cut it where its second purpose begins.`);
  return violations;
}

/** A part that grew out of one of the four has a name of more than one word; other domains never import it. */
function isDomainFile(name: string): boolean {
  return /^(?:router|schema|data|service)\.ts$|^[a-z0-9]+(?:-[a-z0-9]+)+\.ts$|\.test\.ts$/.test(name);
}

function listIdleExceptions(files: SourceFile[], { longFiles }: HouseRuleOptions): string[] {
  const lines = new Map(files.map((file) => [file.path, file.text.split("\n").length - 1]));
  return Object.keys(longFiles)
    .filter((path) => (lines.get(path) ?? 0) <= maxLines)
    .map((path) => `${path}: is short enough now; take it out of the exceptions in bin/check.ts.`);
}
