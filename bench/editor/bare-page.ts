import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BenchDocument } from "./build-document";

/** What any page costs that shows such a text: only the lines in view, one of them a field, the sound, a slow scroll along
 * with it, and nothing else. */
export async function startBarePage(
  traxUrl: string,
  document: BenchDocument,
): Promise<{ url: string; close(): Promise<void> }> {
  const lines = JSON.stringify(document.lines);
  const page = buildPage(`${traxUrl}${document.mediaPath}`);
  const server: Server = createServer((request, response) => {
    const isLines = request.url === "/lines.json";
    response.setHeader("content-type", isLines ? "application/json" : "text/html; charset=utf-8");
    response.end(isLines ? lines : page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function buildPage(mediaUrl: string): string {
  return `<!doctype html><meta charset="utf-8"><title>bare</title>
<style>body{margin:0;font:15px/24px sans-serif}#list{height:100vh;overflow:auto;position:relative}
li{position:absolute;left:0;right:0;height:48px;list-style:none;padding:0 16px}textarea{width:90%;height:44px}</style>
<audio src="${mediaUrl}" preload="metadata"></audio><div id="list"><ul style="position:relative;margin:0"></ul></div>
<script>
const rowPx = 50, list = document.getElementById("list"), ul = list.firstElementChild;
let lines = [], editing = -1, first = -1;
function draw() {
  const from = Math.max(0, Math.floor(list.scrollTop / rowPx) - 6);
  if (from === first) return;
  first = from;
  const to = Math.min(lines.length, from + Math.ceil(list.clientHeight / rowPx) + 12);
  ul.replaceChildren(...lines.slice(from, to).map((line, at) => {
    const li = document.createElement("li");
    li.dataset.segmentId = from + at;
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
  li.replaceChildren(field);
  field.focus();
});
list.addEventListener("scroll", draw);
const sound = document.querySelector("audio");
sound.addEventListener("timeupdate", () => {
  const at = lines.findLastIndex((line) => line.startMs <= sound.currentTime * 1000);
  list.scrollTop = Math.max(0, at * rowPx - 200);
});
fetch("/lines.json").then((answer) => answer.json()).then((got) => {
  lines = got;
  ul.style.height = lines.length * rowPx + "px";
  draw();
  window.isEditable = true;
});
</script>`;
}
