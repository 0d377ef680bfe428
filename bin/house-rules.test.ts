import { describe, expect, it } from "vitest";
import { listHouseViolations } from "./house-rules";

const check = (path: string, text = "", longFiles: Record<string, number> = {}) =>
  listHouseViolations([{ path, text }], { longFiles });
const lines = (count: number) => "x\n".repeat(count);

describe("listHouseViolations", () => {
  it.each([
    ["core/subtitles/parse-srt.ts", ""],
    ["server/batches/service.database.test.ts", ""],
    ["server/batches/list-sources.ts", ""],
    ["server/platform/env.ts", "process.env"],
    ["bin/start.ts", "process.env"],
    ["playwright.config.ts", "process.env"],
    ["server/platform/storage/local-storage.ts", ""],
    ["app/(dashboard)/transcripts/[id]/_editor/rows/row.tsx", ""],
    ["server/jobs/dispatch.ts", lines(350)],
  ])("has nothing to say about %s", (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it.each([
    ["app/_ui/utils/cn.ts", "", "a folder named utils says nothing"],
    ["app/_ui/lib/cn.ts", "", "a folder named lib says nothing"],
    ["core/subtitles/parseSrt.ts", "", "kebab-case"],
    ["server/batches/data.ts", "const a = process.env.PORT", "only server/platform/env.ts"],
    ["server/batches/notify.ts", "", "a domain folder holds"],
    ["server/batches/parts/data.ts", "", "a domain folder holds"],
    ["worker/main.ts", lines(351), "351 lines, 350 are allowed"],
  ])("names %s", (path, text, sentence) => {
    const violations = check(path, text);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toContain(`${path}: `);
    expect(violations[0]).toContain(sentence);
  });

  it("lets a listed file be as long as it was, and no longer", () => {
    expect(check("worker/main.ts", lines(400), { "worker/main.ts": 400 })).toEqual([]);
    expect(check("worker/main.ts", lines(401), { "worker/main.ts": 400 })[0]).toContain("400 are allowed");
  });

  it("wants an exception taken out that nobody needs", () => {
    expect(check("worker/main.ts", lines(10), { "worker/main.ts": 400 })[0]).toContain("take it out");
    expect(check("worker/main.ts", "", { "worker/gone.ts": 400 })[0]).toContain(
      "worker/gone.ts: is short enough",
    );
  });
});
