/** Questions to the real Helm, a whole index per process: which version of a chart a constraint takes. */
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { JsonObject } from "../../src/support/json.ts";
import { makeChart } from "../outside/charts/make-chart.ts";

export interface Question {
  readonly chart: string;
  readonly constraint: string;
}

/**
 * What `helm dependency update` writes into Chart.lock for each question, `undefined` where it finds nothing; all of one index in
 * two processes, since it names everything that it does not find. Constraints have to be proper ones. `entries` are those of an
 * index.yaml.
 */
export async function helmChooses(
  helm: string,
  entries: Readonly<Record<string, readonly JsonObject[]>>,
  questions: readonly Question[],
): Promise<readonly (string | undefined)[]> {
  const folder = await mkdtemp(join(tmpdir(), "addons-choices-"));
  // Helm downloads what it chose; which bytes it gets does not matter here.
  const chart = makeChart("any", "1.0.0");
  // JSON, and few fields: Helm reads the whole index again for each archive.
  const index = JSON.stringify({ apiVersion: "v1", generated: "2026-01-01T00:00:00Z", entries });
  const server = createServer((request, response) => response.end(request.url === "/index.yaml" ? index : chart));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const run = (asked: readonly Question[]) => dependencyUpdate(helm, { folder, url }, asked);
    const first = await run(questions);
    if (first.kind === "chosen") return first.versions;
    const left = questions.filter((question) => !first.missing.has(key(question)));
    const second = left.length === 0 ? { kind: "chosen" as const, versions: [] } : await run(left);
    if (second.kind !== "chosen") throw new Error(`still missing: ${[...second.missing].join(", ")}`);
    const found = new Map(left.map((question, at) => [key(question), second.versions[at]]));
    return questions.map((question) => found.get(key(question)));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true, force: true });
  }
}

type Update =
  | { readonly kind: "chosen"; readonly versions: readonly string[] }
  | { readonly kind: "missing"; readonly missing: ReadonlySet<string> };

const key = ({ chart, constraint }: Question): string => JSON.stringify([chart, constraint]);

async function dependencyUpdate(
  helm: string,
  { folder, url }: { readonly folder: string; readonly url: string },
  questions: readonly Question[],
): Promise<Update> {
  const chart = join(folder, "chart");
  await rm(chart, { recursive: true, force: true });
  await mkdir(chart, { recursive: true });
  const dependencies = questions.map((question, index) => ({
    name: question.chart,
    version: question.constraint,
    repository: url,
    alias: `a${index}`,
  }));
  await writeFile(
    join(chart, "Chart.yaml"),
    JSON.stringify({ apiVersion: "v2", name: "all", version: "1.0.0", dependencies }),
  );
  const env = { PATH: "", HOME: folder };
  const call = (...args: string[]) => promisify(execFile)(helm, args, { env, maxBuffer: 2 ** 28 });
  await call("repo", "add", "here", url, "--force-update");
  try {
    await call("dependency", "update", chart);
  } catch (error) {
    const { stderr } = error as { readonly stderr: string };
    if (!/can't get a valid version/.test(stderr)) throw error;
    const missing = [...stderr.matchAll(/("(?:[^"\\]|\\.)*") \(repository "[^"]*", version ("(?:[^"\\]|\\.)*")\)/g)];
    const names = missing.map(([, name = '""', version = '""']) =>
      JSON.stringify([JSON.parse(name), JSON.parse(version)]),
    );
    return { kind: "missing", missing: new Set(names) };
  }
  const lock = parse(await readFile(join(chart, "Chart.lock"), "utf8")) as {
    readonly dependencies: readonly { readonly version: string }[];
  };
  return { kind: "chosen", versions: lock.dependencies.map(({ version }) => version) };
}
