import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export interface LatencyProxy {
  readonly port: number;
  close(): void;
}

/** A TCP proxy on loopback that holds every byte back for `delayMs` in each direction: an API server some milliseconds away. */
export async function startLatencyProxy(targetPort: number, delayMs: number): Promise<LatencyProxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
    }
    pipeLate(client, upstream, delayMs);
    pipeLate(upstream, client, delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function pipeLate(from: Socket, to: Socket, delayMs: number): void {
  from.on("data", (chunk) => setTimeout(() => to.writable && to.write(chunk), delayMs));
  from.on("close", () => setTimeout(() => to.end(), delayMs));
}
