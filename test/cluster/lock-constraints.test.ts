import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { chooseVersion } from "../../src/lock/resolve/choose-version.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

/** Every shape of version that public indexes hold, listed in no order. */
const VERSIONS = [
  ..."1.2.0 0.0.0 0.0.1 0.0.2 0.1.0 0.1.9 0.2.3 1.0.0 1.0.1 1.1.0 1.2.3 1.2.4 1.2.11 1.3.0 1.10.0 2.0.0 2.0.1 2.1.0 3.0.0".split(
    " ",
  ),
  ..."1.3.0-0 1.3.0-alpha 1.3.0-alpha.1 1.3.0-beta.2 1.3.0-beta.11 1.3.0-rc.1 2.0.0-rc.1 4.0.0-dev.3 0.0.0-nightly".split(
    " ",
  ),
  ..."v5.0.0 5.1.0+build.7 6.0 7 08.1.0 20260101.0.0".split(" "),
];

const OPERATORS = ["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"];
const OPERANDS = [
  "1",
  "1.2",
  "1.2.3",
  "1.x",
  "1.2.*",
  "*",
  "0",
  "0.1",
  "0.0.1",
  "0.0.0",
  "1.3.0-beta.2",
  "1.3.0-0",
  "2-0",
  "v5",
  "5.1.0+build.7",
  "X",
];
const COMBINED = [
  ">=1.2, <2",
  ">=1.2 <2",
  ">= 1.2,< 2",
  ">=1.2,<2",
  "~1.2 || ~2.0",
  "^0.1||^2",
  "1.0 - 1.2",
  "1.0.0 - 1.2.3",
  "1.1 - 1.3.0-rc.1",
  "0.1.0 - 0.2.3 || 3",
  ">1 !=1.10.0 <2",
  "!=3.0.0, !=2.x, <7",
  ">=1.3.0-0 <1.3.0",
  ">=1.3.0-alpha, <2.0.0-0",
  "*-0",
  ">0-0",
  "~1.3-0",
  "^1.3.0-alpha",
  "<1.3.0-beta.11-0",
  "1.2.3.4",
  "latest",
  "==1.2",
  "~~1",
  "1,,2",
  "1 -2",
  "1.2 -",
  "<>1",
  "",
  "08.1.0",
  "6",
  "6.0",
  "7.0.0",
  "1.2.3-beta_1",
  ">=20260101",
  "^20260101",
  "||1",
  "1||",
  "1.2.3+",
  "vv1",
  "V5.0.0",
  "x.1.2",
  "1.*.3",
];
const CONSTRAINTS = [
  ...OPERATORS.flatMap((operator) => OPERANDS.map((operand) => `${operator}${operand}`)),
  "> 1.2",
  "~ 1.2",
  "^  1",
  ...COMBINED,
];

describeWithCluster("version choice", () => {
  let repository: Server;
  let url: string;
  const folder = mkdtempSync(join(tmpdir(), "addons-constraints-"));
  beforeAll(async () => {
    const index = ["apiVersion: v1", "entries:", "  demo:"];
    for (const version of VERSIONS) {
      index.push(
        "  - apiVersion: v2",
        "    name: demo",
        `    version: ${JSON.stringify(version)}`,
        `    urls: [${JSON.stringify(`demo-${encodeURIComponent(version)}.tgz`)}]`,
      );
    }
    repository = createServer((request, response) => {
      if (request.url === "/index.yaml") response.end(index.join("\n"));
      else
        response.end(
          makeChart("demo", JSON.stringify(decodeURIComponent(/demo-(.*)\.tgz/.exec(request.url ?? "")?.[1] ?? ""))),
        );
    });
    await new Promise<void>((resolve) => repository.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(repository.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    repository.closeAllConnections();
    await new Promise((resolve) => repository.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const helmChoice = async (helm: string, constraint: string): Promise<string | undefined> => {
    const env = {
      PATH: "",
      HOME: folder,
      HELM_CACHE_HOME: join(folder, "cache"),
      HELM_CONFIG_HOME: join(folder, "config"),
      HELM_DATA_HOME: join(folder, "data"),
    };
    const args = ["show", "chart", "demo", "--repo", url, `--version=${constraint}`];
    try {
      const { stdout } = await promisify(execFile)(helm, args, { env });
      return (parse(stdout) as { version: string }).version;
    } catch {
      return undefined;
    }
  };

  describe.each(["helm4", "helm3"] as const)("of %s", (name) => {
    it(`is ours for every kind of constraint over ${VERSIONS.length} versions`, { timeout: 600_000 }, async () => {
      const helm = helmBinaries()[name];
      // Empty text is no constraint to the command line; the manifest has no such case. Helm 3 has the same library: a sample.
      const sample = CONSTRAINTS.filter((_, index) => name === "helm4" || index % 5 === 0);
      const asked = sample.filter((constraint) => constraint !== "");
      const theirs = await inPairs(asked, (constraint) => helmChoice(helm, constraint));
      const offers = VERSIONS.map((version) => ({ version }));
      const ours = asked.map((constraint) => chooseVersion(offers, constraint)?.version);
      const shown = (choices: readonly (string | undefined)[]): string =>
        asked.map((constraint, index) => `${constraint} → ${choices[index] ?? "(none)"}`).join("\n");
      expect(shown(ours)).toBe(shown(theirs));
      expect(theirs.filter((choice) => choice !== undefined).length).toBeGreaterThan(asked.length / 2);
    });
  });
});

async function inPairs<Item, Result>(items: readonly Item[], task: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let index = 0; index < items.length; index += 2) {
    results.push(...(await Promise.all(items.slice(index, index + 2).map(task))));
  }
  return results;
}
