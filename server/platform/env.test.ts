import { describe, expect, test } from "vitest";
import { listSettings, parseSettings } from "./env";
import { forgetProcessWide } from "./process-wide";

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
    [{ TRAX_S3_BUCKET: "b", TRAX_S3_ENDPOINT: "s3.example.org" }, "TRAX_S3_ENDPOINT"],
    [{ TRAX_S3_BUCKET: "b", TRAX_S3_ENDPOINT: "https://key:secret@s3.example.org" }, "TRAX_S3_ENDPOINT"],
    [{ TRAX_S3_BUCKET: "b", TRAX_S3_PREFIX: "a b" }, "TRAX_S3_PREFIX"],
    [{ TRAX_S3_BUCKET: "b", TRAX_S3_ACCESS_KEY_ID: "key" }, "TRAX_S3_SECRET_ACCESS_KEY"],
    [{ TRAX_S3_BUCKET: "b", TRAX_S3_SECRET_ACCESS_KEY: "secret" }, "TRAX_S3_ACCESS_KEY_ID"],
    [{ TRAX_S3_ACCESS_KEY_ID: "key", TRAX_S3_SECRET_ACCESS_KEY: "secret" }, "TRAX_S3_BUCKET"],
  ])("a wrong one (%j) is named in one sentence", (source, name) => {
    const error = codeOf(source as Record<string, string>);
    expect(error?.code).toBe("SETTING_INVALID");
    expect(error?.message).toContain(`The setting ${name} is wrong: `);
    expect(error?.message).not.toContain("\n");
  });

  test("those of S3 may be left empty, and its prefix loses the slashes at its ends", () => {
    const empty = parseSettings({ TRAX_S3_BUCKET: "", TRAX_S3_ENDPOINT: "", TRAX_S3_ACCESS_KEY_ID: "" });
    expect(empty).toMatchObject({ TRAX_S3_BUCKET: undefined, TRAX_S3_ENDPOINT: undefined });
    const full = { TRAX_S3_BUCKET: "b", TRAX_S3_ENDPOINT: "http://10.0.0.5:9000", TRAX_S3_PREFIX: "/a/b/" };
    expect(parseSettings(full).TRAX_S3_PREFIX).toBe("a/b");
  });

  test("the settings page shows no secret of S3", () => {
    Object.assign(process.env, {
      TRAX_S3_BUCKET: "recordings",
      TRAX_S3_ACCESS_KEY_ID: "the-key",
      TRAX_S3_SECRET_ACCESS_KEY: "the-secret",
    });
    forgetProcessWide("settings");
    const shown = JSON.stringify(listSettings());
    expect(shown).toContain("recordings");
    expect(shown).not.toMatch(/the-key|the-secret/);
    for (const name of ["BUCKET", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"])
      delete process.env[`TRAX_S3_${name}`];
    forgetProcessWide("settings");
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
