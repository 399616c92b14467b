import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** Passes bytes on between a client and a server, and none of the server's any more after a number of them. */
export interface StallingProxy {
  readonly port: number;
  /** Bytes of the server passed on so far, by all connections together. */
  passed(): number;
  /** From now on: so many bytes are passed on, then silence. Counts from 0. */
  stallAfter(bytes: number): void;
  close(): Promise<void>;
}

export async function startStallingProxy(to: { readonly host: string; readonly port: number }): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let passed = 0;
  let limit = Infinity;
  const server = createServer((client) => {
    const upstream = connect(to.port, to.host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on("data", (chunk: Buffer) => {
      const pass = Math.max(0, Math.min(chunk.length, limit - passed));
      passed += pass;
      if (pass > 0) client.write(chunk.subarray(0, pass));
    });
    upstream.on("end", () => client.end());
    client.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    passed: () => passed,
    stallAfter(bytes) {
      passed = 0;
      limit = bytes;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
