import { connect, createServer, type Server, type Socket } from "node:net";

export interface TcpProxy {
  port: number;
  /** Stops forwarding and keeps every socket open, as a firewall that forgot its connections does: both ends still
   * get their packets acknowledged. New connections are accepted and lead nowhere. */
  freeze(): void;
  /** Forwards again, also what arrived meanwhile. */
  heal(): void;
  /** Closes every connection. */
  cut(): void;
  close(): Promise<void>;
}

/** Stands before a server on this machine, on a free port.
 * @param onBytes hears how many bytes came from clients, all together */
export async function startTcpProxy(
  targetPort: number,
  onBytes: (total: number) => void = () => {},
): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const waiting = new Set<Socket>();
  let frozen = false;
  let fromClients = 0;

  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.once("close", () => {
      sockets.delete(socket);
      waiting.delete(socket);
    });
  };

  function forward(inbound: Socket): void {
    const outbound = connect(targetPort, "127.0.0.1");
    keep(outbound);
    for (const [from, to] of [
      [inbound, outbound],
      [outbound, inbound],
    ] as const) {
      // By hand: `pipe` would start a paused socket again when the other side drains.
      from.on("data", (chunk) => {
        if (to.writable && !to.write(chunk)) {
          from.pause();
          to.once("drain", () => frozen || from.resume());
        }
        if (from !== inbound) return;
        fromClients += chunk.length;
        onBytes(fromClients);
      });
      from.once("close", () => to.destroy());
    }
    inbound.resume();
  }

  const server: Server = createServer({ pauseOnConnect: true }, (inbound) => {
    keep(inbound);
    if (frozen) waiting.add(inbound);
    else forward(inbound);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    heal() {
      frozen = false;
      for (const socket of waiting) forward(socket);
      waiting.clear();
      for (const socket of sockets) socket.resume();
    },
    cut,
    async close() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
