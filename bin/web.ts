import { createServer } from "node:http";
import next from "next";
import { LOCAL_OWNER_ID } from "@/server/accounts/data";
import { requireOwnOrigin } from "@/server/http/guard";
import { answerError, type Handler } from "@/server/http/handler";
import { createMediaHandler } from "@/server/http/media";
import { setSecurityHeaders } from "@/server/http/security-headers";
import { createUploadsHandler } from "@/server/http/uploads";
import { createV1Handler } from "@/server/http/v1/v1";
import { createVoiceSamplesHandler } from "@/server/http/voice-samples";
import { recoverUploads } from "@/server/media/service";
import { sweepUploads } from "@/server/media/sweep-uploads";
import { closeDatabase, getPrisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { serveAsChild } from "./supervisor/serve-as-child";

process.title = "trax web";
const RECOVER_EVERY_MS = 60_000;
const SWEEP_EVERY_MS = 60 * 60_000;
const CLOSE_GRACE_MS = 2_000;
const IDLE_MS = 120_000;

serveAsChild(async () => {
  const settings = getSettings();
  const dev = process.argv.includes("--dev");
  const ownerOf = () => LOCAL_OWNER_ID;
  const v1 = createV1Handler(ownerOf);
  const handlers: Handler[] = [
    createUploadsHandler(ownerOf),
    createVoiceSamplesHandler(ownerOf),
    createMediaHandler(ownerOf),
    v1,
  ];

  const server = createServer((req, res) => {
    void (async () => {
      let handler: Handler | undefined;
      try {
        const url = parseUrl(req.url);
        handler = handlers.find((each) => each.matches(url));
        requireOwnOrigin(req, settings);
        setSecurityHeaders(res, { dev });
        if (handler) await handler.handle(req, res, url);
        else await handleByNext(req, res);
      } catch (error) {
        if (handler?.answerError) await handler.answerError(req, res, error);
        else answerError(res, error);
      }
    })();
  });
  // An upload may take hours; a connection on which nothing moves is closed all the same.
  server.requestTimeout = 0;
  server.timeout = IDLE_MS;

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(settings.PORT, settings.TRAX_HOST, resolve);
  });
  const app = next({
    dev,
    dir: process.cwd(),
    hostname: settings.TRAX_HOST,
    port: settings.PORT,
    httpServer: server,
  });
  const handleByNext = app.getRequestHandler();
  await app.prepare();
  let recovering = false;
  const recover = async () => {
    if (recovering) return;
    recovering = true;
    await recoverUploads()
      .then((recovered) => recovered > 0 && getLogger().info({ recovered }, "uploads recovered"))
      .catch((error: unknown) => getLogger().warn({ err: String(error) }, "uploads not all finished"))
      .finally(() => {
        recovering = false;
      });
  };
  // Workers sweep, too; but the files lie here.
  const sweep = async () => {
    await sweepUploads(getPrisma()).catch((error: unknown) =>
      getLogger().warn({ err: String(error) }, "uploads not swept"),
    );
  };
  // Not waited for: on its way to an object store a large file takes minutes, and the page is of use before.
  void recover().then(sweep);
  const recovery = setInterval(recover, RECOVER_EVERY_MS);
  const sweeping = setInterval(sweep, SWEEP_EVERY_MS);

  return {
    async stop() {
      clearInterval(recovery);
      clearInterval(sweeping);
      v1.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      // Event streams never end by themselves.
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
      await closed;
      clearTimeout(cut);
      await app.close();
      await closeDatabase();
    },
  };
});

/** A request target may be anything: "//" is no path. */
function parseUrl(target = "/"): URL {
  try {
    return new URL(target, "http://localhost");
  } catch {
    throw new TraxError("REQUEST_INVALID", { reason: "its address is no address." });
  }
}
