import { once } from "node:events";
import { Worker } from "node:worker_threads";

export interface ServerStart {
  readonly folder: string;
  readonly counters: SharedArrayBuffer;
}

export interface ChartServer {
  readonly url: string;
  /** Requests since it was last asked, and how many of them were answered with 304. */
  taken(): { readonly requests: number; readonly unchanged: number };
  close(): Promise<void>;
}

/** Serves the files of a folder on loopback, `FILE.gz` in place of FILE to those who take gzip, with ETags. */
export async function serveCharts(folder: string): Promise<ChartServer> {
  const counters = new SharedArrayBuffer(8);
  const counts = new Int32Array(counters);
  const workerData: ServerStart = { folder, counters };
  const worker = new Worker(new URL("./chart-server.ts", import.meta.url), { workerData });
  const [port] = (await once(worker, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    taken: () => ({ requests: Atomics.exchange(counts, 0, 0), unchanged: Atomics.exchange(counts, 1, 0) }),
    close: async () => void (await worker.terminate()),
  };
}
