import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { createTransfer, TIMEOUTS } from "../../../src/outside/charts/transfer/create-transfer.ts";
import { readBody } from "../../../src/outside/charts/transfer/get-bytes.ts";
import type { Timeouts } from "../../../src/outside/charts/transfer/limit-time.ts";
import type { HttpClient } from "../../../src/outside/charts/transfer/open-http.ts";
import { TransferError } from "../../../src/outside/charts/transfer/transfer-error.ts";
import { DEFAULT_RETRIES, withRetries } from "../../../src/outside/charts/transfer/with-retries.ts";
import { serveCharts } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const demo = (repo: string): ChartSource => ({ kind: "http", repo, name: "demo" });

const LONG = { connectMs: 30_000, idleMs: 30_000, totalMs: 30_000 };

function clientWith(timeouts: Timeouts): HttpClient {
  return createTransfer({ env: {}, timeouts }).client;
}

async function get(url: string, from: HttpClient | Timeouts): Promise<Buffer> {
  const client = "open" in from ? from : clientWith(from);
  return await readBody(await client.open({ url, headers: {} }), { maxBytes: 1e6, excess: "refuse" });
}

/** Takes connections and says nothing; `open` are those that are still there. */
async function tarPit(): Promise<{ readonly url: string; readonly open: Set<Socket>; taken(): number }> {
  const open = new Set<Socket>();
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    open.add(socket);
    socket.resume().on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, open, taken: () => taken };
}

describe("every wait has an end", () => {
  test("a proxy that takes the connection and never opens the way", async () => {
    const proxy = await tarPit();
    const { charts } = archivesFor(workFolder(), { idleMs: 150, env: { HTTPS_PROXY: proxy.url } });
    const error = await failure(charts.versions(demo("https://charts.example.com")));
    expect(error.code).toBe("CHART-SOURCE");
    expect(error.message).toContain(`(through the proxy ${proxy.url}/) (tried 3 times)`);
    expect(proxy.taken()).toBe(3);
    await expect.poll(() => proxy.open.size).toBe(0);
  });

  test("redirects share the time of one attempt", async () => {
    await using server = await serveCharts();
    for (let hop = 0; hop < 4; hop++)
      server.faults.set(`/${hop}`, { kind: "redirect", to: `${server.url}/${hop + 1}` });
    server.faults.set("/4", { kind: "drip" });
    const timeouts = { ...LONG, totalMs: 500, bytesPerSecond: 1e9 };
    await expect(get(`${server.url}/0`, timeouts)).rejects.toThrow(/→ .*\/4: too slow/);
  });

  test("whatever the pace", async () => {
    await using server = await serveCharts();
    server.faults.set("/x", { kind: "drip" });
    const timeouts = { ...LONG, totalMs: 500, bytesPerSecond: 1, longestMs: 1000 };
    await expect(get(`${server.url}/x`, timeouts)).rejects.toThrow(/too slow: [1-9]\d* bytes/);
  });

  test("waiting for one of the few connections to a host is not the fault of a request", async () => {
    const server = createHttpServer((_, response) => void setTimeout(() => response.end("x"), 200));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const client = clientWith({ ...LONG, totalMs: 700, bytesPerSecond: 1e9 });
    const all = Array.from({ length: 40 }, () => get(url, client));
    expect(await Promise.all(all)).toHaveLength(40);
  });
});

describe("what is tried again", () => {
  const RETRIES = { attempts: 3, firstDelayMs: 1, longestDelayMs: 10 };

  test("a host that gave no answer in all attempts is tried once for everything else", async () => {
    const dead = await tarPit();
    const { charts } = archivesFor(workFolder(), { idleMs: 100 });
    const messages: string[] = [];
    for (const name of ["a", "b", "c"])
      messages.push((await failure(charts.versions(demo(`${dead.url}/${name}`)))).message);
    expect(dead.taken()).toBe(3 + 1 + 1);
    expect(messages.map((message) => /\(tried 3 times\)/.test(message))).toEqual([true, false, false]);
  });

  test("one that answers, and be it with 503, is asked as often for everything", async () => {
    await using server = await serveCharts();
    for (const name of ["a", "b"]) server.faults.set(`/${name}/index.yaml`, { kind: "status", status: 503 });
    const { charts } = archivesFor(workFolder());
    for (const name of ["a", "b"]) await failure(charts.versions(demo(`${server.url}/${name}`)));
    expect(server.requests).toHaveLength(6);
  });

  test("docs/charts.md says how long that is", () => {
    const { attempts, firstDelayMs } = DEFAULT_RETRIES;
    const pauses = firstDelayMs * (2 ** (attempts - 1) - 1);
    const page = readFileSync("docs/charts.md", "utf8");
    const seconds = Math.ceil((attempts * TIMEOUTS.connectMs + pauses) / 1000);
    expect(page).toContain(`An address that nobody answers at costs ${seconds} seconds`);
    expect(Math.round((attempts * TIMEOUTS.idleMs + pauses) / 60_000)).toBe(2);
    expect((30 / 6) * seconds).toBeLessThan(4 * 60);
  });

  test.for([
    ["patient", 60_000, 3],
    ["out of patience", 0, 1],
  ] as const)("%s", async ([, patienceMs, expected]) => {
    let attempts = 0;
    const policy = { ...RETRIES, patienceMs };
    await failure(
      withRetries({ what: "x", policy, progress: () => undefined }, async () => {
        attempts += 1;
        throw new TransferError("no", { retry: "yes" });
      }),
    );
    expect(attempts).toBe(expected);
  });
});
