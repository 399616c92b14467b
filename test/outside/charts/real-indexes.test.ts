import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { maxSatisfying } from "semver";
import { parse } from "yaml";
import { chooseVersion } from "../../../src/lock/resolve/choose-version.ts";
import { serveCharts } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";

const REAL = join(import.meta.dirname, "../../../../shared/data/chart-indexes");
const real = (() => {
  try {
    return readdirSync(REAL);
  } catch {
    return [];
  }
})();
if (real.length === 0) process.stderr.write(`SKIPPED: real chart indexes, ${REAL} is absent\n`);

describe.skipIf(real.length === 0)("real indexes", () => {
  test.for(real)(
    "%s: every chart is listed as a whole parse lists it, and its newest release is found",
    async (file) => {
      const text = readFileSync(join(REAL, file));
      const { entries } = parse(text.toString()) as {
        entries: Record<string, { version: unknown; digest?: string; deprecated?: boolean }[]>;
      };
      await using server = await serveCharts();
      server.bodies.set("/index.yaml", text);
      const { charts } = archivesFor(workFolder());
      for (const [name, list] of Object.entries(entries)) {
        const expected = list.map(({ version, digest, deprecated }) => ({
          version: String(version),
          ...(digest ? { digest: `sha256:${digest}` } : {}),
          deprecated: deprecated === true,
        }));
        const offers = await charts.versions({ kind: "http", repo: server.url, name });
        expect(offers).toEqual(expected);
        const newest = maxSatisfying(
          offers.map(({ version }) => version),
          "*",
          { loose: true },
        );
        expect(chooseVersion(offers, "*")?.version ?? null).toBe(newest);
      }
      expect(server.requests).toHaveLength(1);
    },
  );

  test.for(real)("%s: nothing in it is taken for an oddity that is none", async (file) => {
    const text = readFileSync(join(REAL, file));
    const { entries } = parse(text.toString()) as { entries: Record<string, unknown[]> };
    await using server = await serveCharts();
    server.bodies.set("/index.yaml", text);
    const { charts, notes } = archivesFor(workFolder());
    for (const name of Object.keys(entries)) await charts.versions({ kind: "http", repo: server.url, name });
    expect(notes.filter((note) => !/more than once, with different archives/.test(note))).toEqual([]);
  });

  test.for(real)("%s: as JSON it says the same", async (file) => {
    const text = readFileSync(join(REAL, file)).toString();
    const data = parse(text) as { entries: Record<string, unknown[]> };
    await using server = await serveCharts();
    server.bodies.set("/index.yaml", Buffer.from(text));
    await using json = await serveCharts();
    json.bodies.set("/index.yaml", Buffer.from(JSON.stringify(data)));
    const { charts } = archivesFor(workFolder());
    for (const name of Object.keys(data.entries).slice(0, 5)) {
      const offers = await charts.versions({ kind: "http", repo: server.url, name });
      expect(await charts.versions({ kind: "http", repo: json.url, name })).toEqual(offers);
    }
  });
});
