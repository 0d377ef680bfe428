import { exitCodeOf, exitCodes } from "./trax/exit-codes";
import { parseCommand } from "./trax/program";

process.title = "trax command";

/** Ends only when everything that was printed is out: a pipe takes its time. */
async function end(code: number): Promise<never> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) => new Promise<void>((done) => stream.write("", () => done())),
    ),
  );
  process.exit(code);
}

// Who reads may stop reading (`| head`); that ends the command, not with a stack.
process.stdout.on("error", () => process.exit(exitCodes.failed));

parseCommand(process.argv.slice(2)).then(
  (code) => end(code),
  (error: unknown) => {
    const code = exitCodeOf(error);
    const { name, message, stack } = error as Error;
    process.stderr.write(`${name === "TraxError" || name === "UsageError" ? message : stack}\n`);
    return end(code);
  },
);
