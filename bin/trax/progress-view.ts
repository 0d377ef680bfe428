import { Presets, SingleBar } from "cli-progress";
import type { SourceView } from "@/server/batches/schema";
import { plain, printJson } from "./print";

export interface ModelFetch {
  model: string;
  name: string;
  /** 0..1. */
  progress: number;
}

/** How far the work is, for whoever watches. */
export interface ProgressView {
  /** @param fetches models that are being fetched, for whomever */
  update(sources: SourceView[], fetches?: ModelFetch[]): void;
  /** Makes room for output; the next update shows it again. */
  clear(): void;
}

/** Lines of JSON when asked for, a bar where standard error is a terminal, else nothing. */
export function createProgressView({ json }: { json: boolean }): ProgressView {
  if (json) return createJsonView();
  if (process.stderr.isTTY) return createBarView();
  return { update: () => {}, clear: () => {} };
}

function createBarView(): ProgressView {
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: "{bar} {percentage} %  {what}",
      clearOnComplete: true,
      hideCursor: true,
      // Ctrl-C is ours to handle.
      gracefulExit: false,
      noTTYOutput: false,
      fps: 5,
    },
    Presets.shades_classic,
  );
  let shown = false;
  return {
    update(sources, [fetch] = []) {
      const progress =
        fetch?.progress ??
        sources.reduce((sum, source) => sum + source.progress, 0) / Math.max(1, sources.length);
      const what = fetch ? `fetching the model ${fetch.name}` : describeWork(sources);
      if (!shown) bar.start(100, 0, { what });
      shown = true;
      bar.update(Math.floor(progress * 100), { what });
    },
    clear() {
      if (shown) bar.stop();
      shown = false;
    },
  };
}

const doing: Partial<Record<SourceView["stage"], string>> = {
  transcribe: "",
  youtube: "looking at ",
  download: "downloading ",
  preprocess: "reading ",
  retrying: "trying again ",
};

function describeWork(sources: SourceView[]): string {
  const current =
    sources.find(({ stage }) => stage === "transcribe") ??
    sources.find(({ stage }) => stage in doing) ??
    sources.find(({ stage }) => stage === "waiting" || stage === "uploading");
  const done = sources.filter(({ stage }) => stage === "processed").length;
  const count = sources.length > 1 ? `${done} of ${sources.length}  ` : "";
  if (!current) return count;
  const verb = doing[current.stage] ?? "waiting ";
  return `${count}${verb}${plain(current.fileName).slice(0, 40)}`;
}

function createJsonView(): ProgressView {
  const last = new Map<string, string>();
  return {
    update(sources, fetches = []) {
      for (const { model, progress } of fetches) {
        const rounded = Math.round(progress * 100) / 100;
        if (last.get(model) === String(rounded)) continue;
        last.set(model, String(rounded));
        printJson({ event: "fetching", model, progress: rounded });
      }
      for (const { batchId, sourceIndex, fileName, stage, progress } of sources) {
        const key = `${batchId}:${sourceIndex}`;
        const rounded = Math.round(progress * 1_000) / 1_000;
        const state = `${stage} ${rounded}`;
        if (last.get(key) === state) continue;
        last.set(key, state);
        printJson({ event: "progress", batchId, sourceIndex, file: fileName, stage, progress: rounded });
      }
    },
    clear: () => {},
  };
}
