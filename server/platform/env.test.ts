import { describe, expect, test } from "vitest";
import { parseSettings } from "./env";

const codeOf = (source: Record<string, string>) => {
  try {
    parseSettings(source);
    return null;
  } catch (error) {
    return { code: (error as { code: string }).code, message: (error as Error).message };
  }
};

describe("settings", () => {
  test("have defaults for everything", () => {
    const settings = parseSettings({});
    expect(settings).toMatchObject({ PORT: 3000, TRAX_HOST: "127.0.0.1", TRAX_ENGINE: "moonshine-base" });
    expect(settings.TRAX_HOME.endsWith("/.trax")).toBe(true);
  });

  test.each([
    [{ PORT: "eighty" }, "PORT"],
    [{ PORT: "70000" }, "PORT"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL"],
    [{ TRAX_ENGINE: "whisper" }, "TRAX_ENGINE"],
    [{ TRAX_LOG_LEVEL: "loud" }, "TRAX_LOG_LEVEL"],
    [{ TRAX_CPU_LIMIT_PERCENT: "0" }, "TRAX_CPU_LIMIT_PERCENT"],
    [{ TRAX_ALLOW_INSECURE: "yes" }, "TRAX_ALLOW_INSECURE"],
    [{ TRAX_MAX_UPLOAD_BYTES: "-5" }, "TRAX_MAX_UPLOAD_BYTES"],
  ])("a wrong one (%j) is named in one sentence", (source, name) => {
    const error = codeOf(source as Record<string, string>);
    expect(error?.code).toBe("SETTING_INVALID");
    expect(error?.message).toContain(`The setting ${name} is wrong: `);
    expect(error?.message).not.toContain("\n");
  });

  test("one that does not exist is a typing mistake, and is named", () => {
    expect(codeOf({ TRAX_HOEM: "/tmp" })?.message).toContain("TRAX_HOEM");
  });

  test.each(["0.0.0.0", "192.168.1.5", "example.com", "::"])(
    "listening on %s is refused without sign-in",
    (host) => {
      expect(codeOf({ TRAX_HOST: host })?.code).toBe("HOST_NOT_LOOPBACK");
      expect(codeOf({ TRAX_HOST: host, TRAX_ALLOW_INSECURE: "1" })).toBeNull();
    },
  );

  test.each(["127.0.0.1", "127.1.2.3", "localhost", "::1"])("listening on %s is fine", (host) => {
    expect(codeOf({ TRAX_HOST: host })).toBeNull();
  });
});
