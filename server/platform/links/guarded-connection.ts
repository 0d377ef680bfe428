import { readFileSync } from "node:fs";
import { connect, isIP, type Socket } from "node:net";
import { connect as secure, type TLSSocket } from "node:tls";
import { getSettings } from "../env";
import { processWide } from "../process-wide";
import type { LinkTarget } from "./guard";

const CONNECT_MS = 15_000;
/** Of an address that does not answer the others are tried; more than these are no use. */
const ADDRESSES = 4;

/** Connects to the first of the checked addresses that takes it, never to a name: between a check and a connection a name
 * may change what it means. */
export async function connectTo(target: LinkTarget, signal?: AbortSignal): Promise<Socket> {
  let failure: unknown = new Error("no address");
  for (const { address } of target.addresses.slice(0, ADDRESSES)) {
    signal?.throwIfAborted();
    try {
      return await connectOnce(address, target.connectPort, signal);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function connectOnce(host: string, port: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const stop = () => socket.destroy(signal?.reason as Error);
    signal?.addEventListener("abort", stop, { once: true });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(late()));
    socket.once("error", reject);
    socket.once("close", () => signal?.removeEventListener("abort", stop));
    socket.once("connect", () => {
      socket.removeListener("error", reject).setTimeout(0);
      resolve(socket);
    });
  });
}

/** TLS over a connection, with a certificate for the name that was asked for, whatever the address. */
export function secureFor(hostname: string, socket: Socket): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const secured = secure({
      socket,
      servername: isIP(hostname) ? "" : hostname,
      // Node looks at this, not at the name of the server, where an address was asked for.
      host: hostname,
      ALPNProtocols: ["http/1.1"],
      ca: testAuthority(),
    });
    const timer = setTimeout(() => secured.destroy(late()), CONNECT_MS);
    secured.once("error", reject);
    secured.once("close", () => clearTimeout(timer));
    secured.once("secureConnect", () => {
      clearTimeout(timer);
      secured.removeListener("error", reject);
      resolve(secured);
    });
  });
}

function late(): Error {
  return Object.assign(new Error("it does not answer"), { code: "ETIMEDOUT" });
}

/** What vouches for the stand-in of a test; nothing else does, then. */
function testAuthority(): Buffer | undefined {
  const file = getSettings().TRAX_TEST_LINK_CA;
  return file ? processWide(`test-authority:${file}`, () => readFileSync(file)) : undefined;
}
