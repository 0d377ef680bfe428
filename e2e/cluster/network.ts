import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A machine's stand-in: a network namespace with one cable to the bridge. */
export interface Host {
  name: string;
  address: string;
  /** Program and arguments that run something on this host. */
  wrap(command: string, args: string[]): [string, ...string[]];
  /** Pulls the cable: packets get lost without a word, as with a switch that lost power. */
  cutOff(): Promise<void>;
  reconnect(): Promise<void>;
  /** Processes on this host. */
  listPids(): Promise<number[]>;
}

export interface Network {
  /** Of this process, on the bridge. */
  address: string;
  hosts: Host[];
  remove(): Promise<void>;
}

/** A bridge and `count` hosts of our own, with addresses that nobody here uses. Needs root. */
export async function createNetwork(count: number): Promise<Network> {
  const tag = process.pid.toString(36).slice(-5);
  const bridge = `trxb${tag}`;
  const subnet = await findSubnet();
  const undo: string[][] = [];
  const ip = (...args: string[]) => run("ip", args);
  const remove = async () => {
    for (const args of undo.splice(0).reverse()) await ip(...args).catch(() => {});
  };
  try {
    await ip("link", "add", bridge, "type", "bridge");
    undo.push(["link", "del", bridge]);
    await ip("addr", "add", `${subnet}.1/24`, "dev", bridge);
    await ip("link", "set", bridge, "up");
    const hosts: Host[] = [];
    for (let index = 0; index < count; index += 1) {
      const name = `trax-${tag}-${index}`;
      const cable = `trxv${tag}${index}`;
      const address = `${subnet}.${10 + index}`;
      await ip("netns", "add", name);
      undo.push(["netns", "del", name]);
      await ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
      undo.push(["link", "del", cable]);
      await ip("link", "set", cable, "master", bridge, "up");
      await ip("-n", name, "link", "set", "lo", "up");
      await ip("-n", name, "addr", "add", `${address}/24`, "dev", "eth0");
      await ip("-n", name, "link", "set", "eth0", "up");
      hosts.push({
        name,
        address,
        wrap: (command, args) => ["ip", "netns", "exec", name, command, ...args],
        cutOff: async () => void (await ip("link", "set", cable, "nomaster")),
        reconnect: async () => void (await ip("link", "set", cable, "master", bridge)),
        listPids: async () => {
          const { stdout } = await ip("netns", "pids", name).catch(() => ({ stdout: "" }));
          return stdout.split("\n").map(Number).filter(Boolean);
        },
      });
    }
    return { address: `${subnet}.1`, hosts, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The first three numbers of a network that no route of this machine leads to. */
async function findSubnet(): Promise<string> {
  const { stdout } = await run("ip", ["-4", "route", "show", "table", "all"]);
  for (let number = 0; number < 250; number += 1) {
    const subnet = `10.213.${(process.pid + number) % 250}`;
    if (!stdout.includes(`${subnet}.`)) return subnet;
  }
  throw new Error("every network of 10.213.0.0/16 is in use here");
}
