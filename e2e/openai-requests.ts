import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface ApiError {
  error: { message: string; type: string; param: string | null; code: string };
}

export interface CurlAnswer {
  status: number;
  body: string;
}

export async function curl(...args: string[]): Promise<CurlAnswer> {
  const { stdout } = await promisify(execFile)("curl", ["-s", "-w", "\n%{http_code}", ...args], {
    maxBuffer: 64 * 1024 ** 2,
  });
  const at = stdout.lastIndexOf("\n");
  return { status: Number(stdout.slice(at + 1)), body: stdout.slice(0, at) };
}

/** Asks for a transcription as a person at a shell does: each field as for `curl -F`. */
export function postByCurl(url: string, ...fields: string[]): Promise<CurlAnswer> {
  return curl(`${url}/v1/audio/transcriptions`, ...fields.flatMap((field) => ["-F", field]));
}

/** Asks for a transcription with fetch, for tests that need headers or hang up. */
export function postTranscription(
  url: string,
  file: { name: string; buffer: Buffer },
  options: { headers?: HeadersInit; signal?: AbortSignal } = {},
): Promise<Response> {
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(file.buffer)]), file.name);
  form.set("model", "whisper-1");
  return fetch(`${url}/v1/audio/transcriptions`, { method: "POST", body: form, ...options });
}
