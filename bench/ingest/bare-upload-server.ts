import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The least that a server can do with an upload: every byte is hashed and piped to the file that its address names,
 * in the folder of the first argument. */
const [folder = ""] = process.argv.slice(2);

const server = createServer((req, res) => {
  const hash = createHash("sha256");
  const summing = new Transform({
    transform(chunk, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  pipeline(req, summing, createWriteStream(`${folder}${req.url}`)).then(
    () => res.end(hash.digest("hex")),
    () => res.destroy(),
  );
});
server.requestTimeout = 0;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
