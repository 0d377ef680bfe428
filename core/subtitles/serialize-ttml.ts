import { normalizeText } from "@/core/transcript/normalize-text";
import { cleanCues } from "./clean-cues";
import type { Cue } from "./cue";
import { serializeCueTime } from "./cue-time";
import { escapeXml } from "./escape-xml";

/** TTML 1 (https://www.w3.org/TR/ttml1/): UTF-8, clock times, speakers as agents. Cues without text are left out. */
export function serializeTtml(cues: Cue[], title = ""): string {
  const shown = cleanCues(cues);
  const agents = new Map<string, string>();
  for (const { speaker } of shown) {
    const name = normalizeText(speaker ?? "");
    if (name !== "" && !agents.has(name)) agents.set(name, `speaker${agents.size + 1}`);
  }
  const names = [...agents].map(
    ([name, id]) =>
      `      <ttm:agent xml:id="${id}" type="person"><ttm:name type="full">${escapeXml(name)}</ttm:name></ttm:agent>\n`,
  );
  const rows = shown.map((cue) => {
    const agent = agents.get(normalizeText(cue.speaker ?? ""));
    const times = `begin="${serializeCueTime(cue.startMs, ".")}" end="${serializeCueTime(cue.endMs, ".")}"`;
    const who = agent === undefined ? "" : ` ttm:agent="${agent}"`;
    return `      <p ${times}${who}>${cue.lines.map(escapeXml).join("<br/>")}</p>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="">
  <head>
    <metadata>
      <ttm:title>${escapeXml(normalizeText(title))}</ttm:title>
${names.join("")}    </metadata>
  </head>
  <body>
    <div>
${rows.join("")}    </div>
  </body>
</tt>
`;
}
