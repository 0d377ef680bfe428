import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { requireOwnOrigin } from "@/server/http/guard";
import { answerError } from "@/server/http/handler";
import { createUploadsHandler } from "@/server/http/uploads";
import { getDatabase } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { measureFreeBytes } from "@/server/platform/storage/measure-free-bytes";

/** What the web process does with uploads, in a process of its own that tests measure, kill and starve of disk. The owner is
 * what the header `x-test-owner` says. Tells its port to whoever forked it, and takes two words: `fill` leaves that many
 * bytes free on the disk of the uploads, `free` gives the rest back. */
const handler = createUploadsHandler((req) => Number(req.headers["x-test-owner"] ?? 1));
const filler = path.join(getSettings().TRAX_HOME, "media", "filler");

getDatabase();
const server = createServer((req, res) => {
  const url = new URL(req.url ?? "/", "http://localhost");
  (async () => {
    requireOwnOrigin(req, getSettings());
    await handler.handle(req, res, url);
  })().catch((error: unknown) => answerError(res, error));
});
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on("message", (message: { fill: number } | { free: true }) => {
  (async () => {
    if ("free" in message) await rm(filler, { force: true });
    else {
      const bytes = (await measureFreeBytes(path.dirname(filler))) - message.fill;
      await writeFile(filler, Buffer.alloc(bytes));
    }
    process.send?.({ done: true });
  })();
});
process.on("disconnect", () => process.exit(0));
