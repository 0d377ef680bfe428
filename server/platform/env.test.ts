import { describe, expect, test } from "vitest";
import { listSettings, parseSettings } from "./env";
import { forgetProcessWide } from "./process-wide";
import { findSpeechServer } from "./speech-server";

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
    [{ TRAX_ENGINE: "openai" }, "TRAX_ENGINE"],
    [{ OPENAI_API_KEY: "two words" }, "OPENAI_API_KEY"],
    [{ OPENAI_API_KEY: "sk-line\n" }, "OPENAI_API_KEY"],
    [{ OPENAI_BASE_URL: "localhost:8000" }, "OPENAI_BASE_URL"],
    [{ OPENAI_BASE_URL: "http://user:secret@localhost/v1" }, "OPENAI_BASE_URL"],
    [{ TRAX_OPENAI_MODEL: "a model" }, "TRAX_OPENAI_MODEL"],
    [{ TRAX_OPENAI_CONCURRENCY: "0" }, "TRAX_OPENAI_CONCURRENCY"],
    [{ TRAX_OPENAI_PRICE_PER_MINUTE: "-1" }, "TRAX_OPENAI_PRICE_PER_MINUTE"],
    [{ TRAX_OPENAI_TIMEOUT_SECONDS: "600" }, "TRAX_OPENAI_TIMEOUT_SECONDS"],
  ])("a wrong one (%j) is named in one sentence", (source, name) => {
    const error = codeOf(source as Record<string, string>);
    expect(error?.code).toBe("SETTING_INVALID");
    expect(error?.message).toContain(`The setting ${name} is wrong: `);
    expect(error?.message).not.toContain("\n");
    expect(error?.message).not.toMatch(/two words|sk-line|user:secret/);
  });

  test("a key or an address makes the speech server one that can be asked", () => {
    expect(findSpeechServer(parseSettings({ OPENAI_API_KEY: "", OPENAI_BASE_URL: "" }))).toBeNull();
    expect(findSpeechServer(parseSettings({ OPENAI_API_KEY: "sk-1", TRAX_ENGINE: "openai" }))).toMatchObject({
      baseUrl: "https://api.openai.com/v1",
      name: "api.openai.com",
      isLocal: false,
      model: "gpt-transcribe",
      givesTextOnly: true,
      concurrency: 4,
      pricePerMinute: null,
    });
    const own = {
      OPENAI_BASE_URL: "http://127.0.0.1:8000/v1/",
      TRAX_OPENAI_MODEL: "Systran/faster-whisper-small",
    };
    expect(findSpeechServer(parseSettings({ ...own, TRAX_OPENAI_PRICE_PER_MINUTE: "0.006" }))).toMatchObject({
      apiKey: null,
      baseUrl: "http://127.0.0.1:8000/v1",
      isLocal: true,
      givesTextOnly: false,
      pricePerMinute: 0.006,
    });
  });

  test("those of S3 may be left empty, and its prefix loses the slashes at its ends", () => {
    const empty = parseSettings({ TRAX_S3_BUCKET: "", TRAX_S3_ENDPOINT: "", TRAX_S3_ACCESS_KEY_ID: "" });
    expect(empty).toMatchObject({ TRAX_S3_BUCKET: undefined, TRAX_S3_ENDPOINT: undefined });
    const full = { TRAX_S3_BUCKET: "b", TRAX_S3_ENDPOINT: "http://10.0.0.5:9000", TRAX_S3_PREFIX: "/a/b/" };
    expect(parseSettings(full).TRAX_S3_PREFIX).toBe("a/b");
  });

  test("the settings page shows no secret of S3 and no key", () => {
    Object.assign(process.env, {
      OPENAI_API_KEY: "the-secret-of-openai",
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
    delete process.env.OPENAI_API_KEY;
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
