import fc from "fast-check";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readChart } from "../../src/outside/charts/archive/read-chart.ts";
import { AddonsError } from "../../src/support/addons-error.ts";
import { mapLimit } from "../../src/support/limit.ts";
import { oddTars } from "../outside/charts/mutated-archives.ts";
import { ODD_ARCHIVES } from "../outside/charts/odd-archives.ts";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { describeWithPrograms, helmBinaries } from "./plane.ts";

/** Bytes as latin1 by path; undefined when it was not read. */
type Files = Readonly<Record<string, string>> | undefined;

const GENERATED = 400;

describeWithPrograms("an archive has the files that Helm takes from it, or is refused", ["helm4", "helm3"], () => {
  describe.each(["helm4", "helm3"] as const)("%s", (name) => {
    async function untarred(bytes: Buffer): Promise<Files> {
      await using server = await serveCharts();
      server.bodies.set("/demo.tgz", bytes);
      const root = workFolder();
      const env = { PATH: "", HOME: root, HELM_CACHE_HOME: root, HELM_CONFIG_HOME: root, HELM_DATA_HOME: root };
      const args = ["pull", `${server.url}/demo.tgz`, "--untar", "--untardir", join(root, "untar")];
      try {
        await promisify(execFile)(helmBinaries()[name], args, { env });
      } catch {
        return undefined;
      }
      return filesBelow(join(root, "untar/demo"));
    }

    it.each(ODD_ARCHIVES)("takes as we do: $what", async ({ bytes }) => {
      const [own, helm] = await Promise.all([read(bytes), untarred(bytes)]);
      expect([own, own && helm]).toEqual([own, own]);
    });

    it("generated ones", async () => {
      const archives = fc.sample(oddTars, { seed: 20_261_121, numRuns: GENERATED }).map((plain) => gzipSync(plain));
      const found = await mapLimit(archives, 4, async (bytes) => {
        const own = await read(bytes);
        const helm = own && (await untarred(bytes));
        // Helm may find fault with more: then nothing is installed.
        return own && helm && { archive: bytes.toString("base64"), own, helm };
      });
      const both = found.filter((one) => one !== undefined);
      for (const { archive, own, helm } of both) expect({ archive, files: own }).toEqual({ archive, files: helm });
      expect(both.length).toBeGreaterThan(GENERATED / 8);
    });
  });
});

async function read(bytes: Buffer): Promise<Files> {
  try {
    const { files } = await readChart(bytes, "demo.tgz");
    return Object.fromEntries([...files].map(([path, body]) => [path, text(body)]));
  } catch (error) {
    if (error instanceof AddonsError) return undefined;
    throw error;
  }
}

/** Helm drops byte order marks. */
function text(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "");
}

function filesBelow(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), "latin1")]));
}
