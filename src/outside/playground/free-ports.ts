import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below the ports that systems hand out for outgoing connections (Linux from 32768, macOS from 49152): one found free here
// is not taken a moment later by the local end of some connection.
const FIRST = 20_000;
const LAST = 32_000;

/** Loopback TCP ports that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  for (let tries = 0; found.size < count && tries < 500; tries++) {
    const port = randomInt(FIRST, LAST);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  if (found.size < count) throw new Error(`No ${count} free ports on 127.0.0.1 between ${FIRST} and ${LAST}`);
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
