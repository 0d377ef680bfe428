import { inHundred } from "@/app/_quality/describe-accuracy";
import type { VersionList, VersionRef } from "@/server/transcripts/version-schema";

export interface VersionChoice {
  key: string;
  name: string;
  ref: VersionRef;
}

/** What can be compared, the present text first. */
export function listChoices({ versions, results, hasEnhanced }: VersionList): VersionChoice[] {
  return [
    { key: "now", name: "The text now", ref: { kind: "now" } },
    ...versions.map(({ id, name }) => ({
      key: id,
      name: `“${name}”`,
      ref: { kind: "version", versionId: id } as const,
    })),
    ...(hasEnhanced ? [{ key: "enhanced", name: "Enhanced", ref: { kind: "enhanced" } as const }] : []),
    ...results.map(({ id, engine, createdAt, accuracy }) => ({
      key: `machine-${id}`,
      name: `Machine: ${engine}${createdAt ? `, ${createdAt.toISOString().slice(0, 16).replace("T", " ")} UTC` : ""}${accuracy ? `, ${accuracy.isMeasured ? "" : "about "}${inHundred(accuracy.value)} % right` : ""}`,
      ref: { kind: "machine", resultId: id } as const,
    })),
  ];
}
