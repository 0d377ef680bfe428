import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BenchDocument } from "./build-document";

export interface BesidePage {
  url: string;
  close(): Promise<void>;
}

/** A server of files that are made here, each by its path, and of the recording of a document at `/media`. Trax itself
 * gives its recordings to no page of another origin. */
export async function serveBeside(
  traxUrl: string,
  document: BenchDocument,
  files: Record<string, { type: string; body: string }>,
): Promise<BesidePage> {
  const server = createServer((request, response) => {
    if (request.url === "/media") return passOn(`${traxUrl}${document.mediaPath}`, request, response);
    const file = files[request.url ?? ""];
    if (file) response.setHeader("content-type", `${file.type}; charset=utf-8`);
    else response.statusCode = 404;
    response.end(file?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(url: string, { headers: { range } }: IncomingMessage, response: ServerResponse): void {
  const asked = get(url, { headers: range === undefined ? {} : { range } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.on("error", () => response.destroy());
  // The browser goes as soon as it has enough.
  response.on("close", () => asked.destroy());
}

/** What any page costs that shows such a text: only the lines in view, one of them a field, the sound, a scroll along with
 * it, and nothing else. */
export function startBarePage(traxUrl: string, document: BenchDocument): Promise<BesidePage> {
  return serveBeside(traxUrl, document, {
    "/": { type: "text/html", body: page },
    "/lines.json": { type: "application/json", body: JSON.stringify(document.lines) },
  });
}

const page = `<!doctype html><meta charset="utf-8"><title>bare</title><link rel="icon" href="data:,">
<style>body{margin:0;font:15px/24px sans-serif}#list{height:100vh;overflow:auto;position:relative}
li{position:absolute;left:0;right:0;height:48px;list-style:none;padding:0 16px}textarea{width:90%;height:44px}</style>
<audio src="/media" preload="metadata"></audio><div id="list"><ul style="position:relative;margin:0"></ul></div>
<script>
const rowPx = 50, list = document.getElementById("list"), ul = list.firstElementChild;
let lines = [], first = -1;
function draw() {
  const from = Math.max(0, Math.floor(list.scrollTop / rowPx) - 6);
  if (from === first) return;
  first = from;
  const to = Math.min(lines.length, from + Math.ceil(list.clientHeight / rowPx) + 12);
  ul.replaceChildren(...lines.slice(from, to).map((line, at) => {
    const li = document.createElement("li");
    li.dataset.segmentId = from + at;
    li.ariaSetSize = lines.length;
    li.style.transform = "translateY(" + (from + at) * rowPx + "px)";
    li.textContent = line.text;
    return li;
  }));
}
ul.addEventListener("dblclick", (event) => {
  const li = event.target.closest("li");
  const field = document.createElement("textarea");
  field.value = li.textContent;
  field.addEventListener("input", () => { lines[li.dataset.segmentId].text = field.value; });
  field.addEventListener("keydown", (event) => { if (event.key === "Escape") li.textContent = field.value; });
  li.replaceChildren(field);
  field.focus();
});
list.addEventListener("scroll", draw);
const sound = document.querySelector("audio");
sound.addEventListener("timeupdate", () => {
  if (sound.paused) return;
  const at = lines.findLastIndex((line) => line.startMs <= sound.currentTime * 1000);
  list.scrollTop = Math.max(0, at * rowPx - 200);
});
fetch("/lines.json").then((answer) => answer.json()).then((got) => {
  lines = got;
  ul.style.height = lines.length * rowPx + "px";
  draw();
});
</script>`;
