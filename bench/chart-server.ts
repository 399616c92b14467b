import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { ServerStart } from "./serve-charts.ts";

/** In a thread of its own: the measuring one stands still while it waits for programs. */
const { folder, counters } = workerData as ServerStart;
const counts = new Int32Array(counters);

const server = createServer((request, response) => {
  const path = join(folder, decodeURIComponent(request.url ?? ""));
  const isPacked = /\bgzip\b/.test(String(request.headers["accept-encoding"])) && sizeOf(`${path}.gz`) !== undefined;
  const file = isPacked ? `${path}.gz` : path;
  const size = sizeOf(file);
  const etag = `"${size}-${isPacked ? "gzip" : "plain"}"`;
  Atomics.add(counts, 0, 1);
  if (size === undefined) {
    response.writeHead(404).end();
  } else if (request.headers["if-none-match"] === etag) {
    Atomics.add(counts, 1, 1);
    response.writeHead(304, { etag }).end();
  } else {
    response.writeHead(200, { etag, "content-length": size, ...(isPacked && { "content-encoding": "gzip" }) });
    createReadStream(file).pipe(response);
  }
});

server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as AddressInfo).port));

function sizeOf(path: string): number | undefined {
  const info = statSync(path, { throwIfNoEntry: false });
  return info?.isFile() === true ? info.size : undefined;
}
