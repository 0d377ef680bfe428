import { request } from "node:http";
import { expect, test } from "./test";

/** Node's fetch does not let a program choose its Host. */
function ask(
  url: string,
  headers: Record<string, string>,
  method = "GET",
  path = "/api/health",
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const req = request(new URL(path, url), { method, headers }, (res) => {
      let body = "";
      res.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      res.on("end", () => resolve({ status: res.statusCode ?? 0, body }));
    });
    req.on("error", reject);
    req.end();
  });
}

test.describe("Requests from elsewhere", () => {
  test("a Host that is not ours is refused everywhere, as DNS rebinding would send it", async ({ trax }) => {
    for (const path of ["/", "/api/health", "/api/trpc/workers.status", "/media/x", "/uploads"]) {
      const { status, body } = await ask(trax.url, { host: "evil.example" }, "GET", path);
      expect(status, path).toBe(403);
      expect(body).toContain("another site");
    }
  });

  test("an Origin that is not ours is refused, and our own is not", async ({ trax }) => {
    const foreign = { origin: "http://evil.example", "content-type": "application/json" };
    for (const path of ["/api/trpc/batches.create", "/uploads"]) {
      expect((await ask(trax.url, foreign, "POST", path)).status, path).toBe(403);
    }
    expect((await ask(trax.url, { origin: "null" })).status).toBe(403);
    expect((await ask(trax.url, { origin: trax.url.replace("127.0.0.1", "localhost") })).status).toBe(403);
    expect((await ask(trax.url, { origin: trax.url })).status).toBe(200);
  });

  test("a form of another site cannot change anything: only JSON is taken", async ({ trax }) => {
    const headers = { "content-type": "text/plain", "content-length": "0" };
    const { status } = await ask(trax.url, headers, "POST", "/api/trpc/batches.create");
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  test("health says that everything is up", async ({ trax }) => {
    const { status, body } = await ask(trax.url, {});
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ ok: true });
  });
});
