import { setTimeout as delay } from "node:timers/promises";
import type { Fleet, Place } from "./fleet";
import type { Random } from "./random";

export const faultKinds = [
  "worker killed",
  "web killed",
  "backend killed",
  "backend terminated",
  "database killed",
  "worker frozen",
  "worker cut off, healed",
  "worker cut off, closed",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** What befell a worker, and when: what it held then has to be found again. */
export interface WorkerFault {
  kind: FaultKind;
  workerId: string;
  atMs: number;
  /** Whether the next worker in its place was told of it. */
  told: boolean;
}

export interface FaultTargets {
  fleet: Fleet;
  heartbeatMs: number;
  /** Workers that hold items now; empty when the database does not say. */
  listBusyWorkers(): Promise<string[]>;
  killWeb(): void;
  /** One server process of the database. @returns false when there was none */
  hitBackend(how: "kill" | "terminate"): Promise<boolean>;
  /** Kills the whole database and waits until it answers again. */
  killDatabase(): Promise<void>;
}

/** Faults in random order; every kind comes before any comes the second time, workers most often, and a worker's
 * death first. */
export function dealFaults(count: number, random: Random): FaultKind[] {
  const deck: FaultKind[] = [...faultKinds, "worker killed", "worker killed"];
  const dealt: FaultKind[] = ["worker killed"];
  while (dealt.length < count) dealt.push(...random.shuffle(deck));
  return dealt.slice(0, count);
}

export interface FaultMaker {
  make(kind: FaultKind): Promise<void>;
  /** Waits for what freezes and cut-offs are still to undo. */
  settle(): Promise<void>;
  workerFaults: WorkerFault[];
}

export function createFaultMaker(targets: FaultTargets, random: Random): FaultMaker {
  const { fleet, heartbeatMs } = targets;
  const workerFaults: WorkerFault[] = [];
  const undoing = new Set<Promise<void>>();

  /** A worker that is up and left alone, with another beside it that can take over; one that holds items before
   * others. */
  async function chooseWorker(): Promise<Place> {
    for (;;) {
      const busy = new Set(await targets.listBusyWorkers());
      const free = fleet.places.filter((place) => place.isReady && !place.isDisturbed);
      if (free.length < 2) {
        await delay(50);
        continue;
      }
      const place = random.pick(free.filter((each) => busy.has(each.workerId))) ?? random.pick(free);
      if (place) return place;
      await delay(50);
    }
  }

  const note = (kind: FaultKind, place: Place, told: boolean) =>
    void workerFaults.push({ kind, workerId: place.workerId, atMs: Date.now(), told });

  /** Disturbs a worker for a while; one at a time, so that somebody is there to take over. */
  async function disturb(kind: FaultKind, begin: (place: Place) => void, end: (place: Place) => void) {
    while (undoing.size > 0) await Promise.all(undoing);
    const place = await chooseWorker();
    const { workerId } = place;
    place.isDisturbed = true;
    note(kind, place, false);
    begin(place);
    const undone = delay(heartbeatMs * random.between(4, 8)).then(() => {
      if (place.workerId === workerId || kind !== "worker frozen") end(place);
      place.isDisturbed = false;
      undoing.delete(undone);
    });
    undoing.add(undone);
  }

  async function make(kind: FaultKind): Promise<void> {
    switch (kind) {
      case "worker killed": {
        const place = await chooseWorker();
        place.tellSuccessor = random.chance();
        place.isReady = false;
        note(kind, place, place.tellSuccessor);
        process.kill(place.child.pid, "SIGKILL");
        return;
      }
      case "web killed":
        return targets.killWeb();
      case "backend killed":
      case "backend terminated": {
        const how = kind === "backend killed" ? "kill" : "terminate";
        while (!(await targets.hitBackend(how))) await delay(50);
        return;
      }
      case "database killed":
        return targets.killDatabase();
      case "worker frozen":
        return disturb(
          kind,
          (place) => process.kill(place.child.pid, "SIGSTOP"),
          (place) => process.kill(place.child.pid, "SIGCONT"),
        );
      case "worker cut off, healed":
        return disturb(
          kind,
          (place) => place.proxy.freeze(),
          (place) => place.proxy.heal(),
        );
      case "worker cut off, closed":
        return disturb(
          kind,
          (place) => place.proxy.freeze(),
          (place) => {
            place.proxy.cut();
            place.proxy.heal();
          },
        );
    }
  }

  return {
    make,
    workerFaults,
    async settle() {
      while (undoing.size > 0) await Promise.all(undoing);
    },
  };
}
