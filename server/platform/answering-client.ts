import pg from "pg";

/** What of pg's client its types leave out. */
interface ClientState {
  /** False from a query's first byte out until the server says that it is done. */
  readyForQuery?: boolean | null;
  connection: { stream: { bytesRead?: number; destroy(error?: Error): void } };
}

export interface AnswerBounds {
  /** A question that gets no byte for this long, in milliseconds, was asked of nobody. */
  answerMs: number;
  /** A connection that has been quiet for this long, in milliseconds, is asked whether it is there. */
  probeMs: number;
}

const MIN_TICK_MS = 50;

/** A client of pg that notices when nobody is at the other end. A firewall that forgot the connection, or a machine
 * that hangs, still acknowledges packets, so TCP's keepalive sees nothing: the only proof of life is an answer. A
 * connection without one is destroyed, and everything that waits on it fails. Quiet connections are asked now and then
 * with an empty query: those that only listen would wait for ever. */
export function createAnsweringClient({ answerMs, probeMs }: AnswerBounds): typeof pg.Client {
  const tickMs = Math.max(MIN_TICK_MS, Math.min(answerMs, probeMs) / 4);

  return class AnsweringClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const state = this as unknown as ClientState;
      let bytesRead = 0;
      let wasReady = false;
      // Counted in ticks and not by the clock: a process that was frozen has not listened meanwhile.
      let silentMs = 0;
      const watch = setInterval(() => {
        const read = state.connection.stream.bytesRead ?? 0;
        const isReady = state.readyForQuery === true;
        silentMs = read === bytesRead && isReady === wasReady ? silentMs + tickMs : 0;
        bytesRead = read;
        wasReady = isReady;
        if (isReady) {
          if (silentMs >= probeMs) this.query("").catch(() => {});
        } else if (silentMs >= answerMs) {
          state.connection.stream.destroy(
            new Error(`Connection terminated: the database gave no answer for ${answerMs} ms`),
          );
        }
      }, tickMs);
      watch.unref();
      this.once("end", () => clearInterval(watch));
    }
  };
}
