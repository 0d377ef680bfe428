import { expect, test } from "vitest";
import { requireOwnOrigin } from "./guard";

const local = { TRAX_HOST: "127.0.0.1", TRAX_ALLOWED_HOSTS: "" };

function ask(headers: Record<string, string>, settings = local, method = "POST") {
  return () => requireOwnOrigin({ headers, method }, settings);
}

test.each([
  [{ host: "127.0.0.1:3000" }],
  [{ host: "localhost:3000", origin: "http://localhost:3000" }],
  [{ host: "[::1]:3000", origin: "http://[::1]:3000" }],
  [{ host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-origin" }],
])("lets our own pages in: %o", (headers) => {
  expect(ask(headers)).not.toThrow();
});

test.each([
  [{}],
  [{ host: "evil.example" }],
  [{ host: "evil.example:3000", origin: "http://evil.example:3000" }],
  [{ host: "127.0.0.1.evil.example:3000" }],
  [{ host: "127.0.0.1:3000", origin: "http://evil.example" }],
  [{ host: "127.0.0.1:3000", origin: "http://127.0.0.1:4000" }],
  [{ host: "127.0.0.1:3000", origin: "null" }],
  [{ host: "127.0.0.1:3000", "sec-fetch-site": "cross-site" }],
])("refuses another site: %o", (headers) => {
  expect(ask(headers)).toThrow(expect.objectContaining({ code: "REQUEST_FOREIGN" }));
});

test("a link from elsewhere may open a page, but not post", () => {
  const headers = { host: "127.0.0.1:3000", "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect(ask(headers, local, "GET")).not.toThrow();
  expect(ask(headers, local, "POST")).toThrow();
});

test("names given by TRAX_ALLOWED_HOSTS are ours, for a proxy in front", () => {
  const settings = { TRAX_HOST: "127.0.0.1", TRAX_ALLOWED_HOSTS: "trax.example, other.example" };
  expect(ask({ host: "trax.example", origin: "https://trax.example" }, settings)).not.toThrow();
  expect(ask({ host: "else.example" }, settings)).toThrow();
});
