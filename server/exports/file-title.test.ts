import fc from "fast-check";
import { expect, it } from "vitest";
import { payloads } from "@/core/exports/test-data/payloads";
import { toFileTitle } from "./file-title";

it("a name turns no direction, holds no sign that a system acts on, and is never empty", () => {
  expect(toFileTitle("invoice\u202Efdp.exe")).toBe("invoicefdp.exe");
  expect(toFileTitle("../../etc/passwd")).toBe("-..-etc-passwd");
  expect(toFileTitle("\u202E..")).toBe("transcript");
  fc.assert(
    fc.property(
      fc.oneof(fc.constantFrom(...payloads), fc.string({ unit: "binary", maxLength: 100 })),
      (title) => {
        const name = toFileTitle(title);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029<>:"/\\|?*]|^\.|^$/u);
        expect(Array.from(name).length).toBeLessThanOrEqual(60);
      },
    ),
    { endOnFailure: true },
  );
});
