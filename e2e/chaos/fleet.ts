import { randomUUID } from "node:crypto";
import { startTcpProxy, type TcpProxy } from "@/server/testing/tcp-proxy";
import { type Child, startChild } from "./child";

/** A worker's place: the processes that fill it one after another, and their way to the database. */
export interface Place {
  index: number;
  proxy: TcpProxy;
  child: Child;
  workerId: string;
  isReady: boolean;
  /** Frozen or cut off at the moment: left alone by other faults. */
  isDisturbed: boolean;
  /** Whether the next process is told whose place it takes. */
  tellSuccessor: boolean;
}

export interface Fleet {
  places: Place[];
  /** How often a process ended by itself. */
  ownExits(): number;
  stop(): Promise<void>;
}

export interface FleetOptions {
  size: number;
  /** Bundled entry of a worker. */
  file: string;
  databaseUrl: string;
  /** Past the proxies, for those who measure. */
  direct?: boolean;
  env: Record<string, string>;
  logsFolder: string;
}

/** Workers, each behind a proxy of its own, started again at once whenever one ends, as the supervisor does. */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  let stopping = false;
  let ownExits = 0;

  function fill(place: Place, predecessor: string | null): void {
    const url = new URL(options.databaseUrl);
    if (!options.direct) url.port = String(place.proxy.port);
    place.workerId = randomUUID();
    place.isReady = false;
    place.tellSuccessor = true;
    const child = startChild({
      name: `worker-${place.index}`,
      file: options.file,
      logsFolder: options.logsFolder,
      env: {
        ...options.env,
        DATABASE_URL: url.toString(),
        TRAX_WORKER_ID: place.workerId,
        ...(predecessor ? { TRAX_WORKER_PREDECESSOR: predecessor } : {}),
      },
    });
    place.child = child;
    void child.ready.then((ready) => {
      if (place.child === child) place.isReady = ready;
    });
    void child.exited.then(() => {
      if (stopping) return;
      if (child.process.signalCode === null) ownExits += 1;
      fill(place, place.tellSuccessor ? place.workerId : null);
    });
  }

  const places: Place[] = [];
  for (let index = 0; index < options.size; index += 1) {
    const proxy = await startTcpProxy(Number(new URL(options.databaseUrl).port));
    const place = { index, proxy, isDisturbed: false } as Place;
    fill(place, null);
    places.push(place);
  }
  await Promise.all(places.map((place) => place.child.ready));

  return {
    places,
    ownExits: () => ownExits,
    async stop() {
      stopping = true;
      for (const { child } of places) {
        try {
          process.kill(child.pid, "SIGKILL");
        } catch {
          // It ended by itself in between.
        }
      }
      await Promise.all(places.map(({ child }) => child.exited));
      await Promise.all(places.map(({ proxy }) => proxy.close()));
    },
  };
}
