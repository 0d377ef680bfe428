import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { TraxError } from "@/server/platform/errors";

/** The port to listen on: the wanted one when it is free, any free one for 0.
 * @param patienceMs how long to wait for a process of a run before to let go of it
 * @throws TraxError PORT_IN_USE */
export async function findPort(host: string, wanted: number, patienceMs: number): Promise<number> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const port = await tryPort(host, wanted);
    if (port !== null) return port;
    if (Date.now() >= until) throw new TraxError("PORT_IN_USE", { port: wanted, other: wanted + 1 });
    await delay(250);
  }
}

function tryPort(host: string, wanted: number): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(null);
      else reject(error);
    });
    server.listen(wanted, host, () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}
