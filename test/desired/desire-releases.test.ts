import { describe, expect, test } from "vitest";
import { desireReleases } from "../../src/desired/desire-releases.ts";
import type { Lockfile } from "../../src/lock/lockfile.ts";
import type { Cluster } from "../../src/manifest/environment.ts";
import type { JsonObject } from "../../src/support/json.ts";
import { addon, cluster } from "../plan/samples.ts";

const pin = (name: string) => ({ dev: { chart: `${name}@1.2.3`, source: `charts/${name}`, content: `h1:${name}` } });

const PLAIN = { "templates/x.yaml": "kind: ConfigMap", "README.md": "reads .Capabilities" };
const READING = { "templates/x.yaml": "{{ if .Capabilities.APIVersions.Has `x` }}" };

function desire(
  of: Cluster,
  options: { readonly files?: Readonly<Record<string, string>>; readonly locked?: readonly string[] } = {},
) {
  const locked = options.locked ?? of.addons.map((it) => it.name);
  const lock: Lockfile = { lockVersion: 1, addons: Object.fromEntries(locked.map((name) => [name, pin(name)])) };
  const environment = { name: "dev", file: "environments/dev.yaml", clusters: [of] };
  const files = new Map(Object.entries(options.files ?? PLAIN).map(([path, text]) => [path, Buffer.from(text)]));
  return desireReleases(
    { environment, cluster: of, lock },
    {
      helm: { version: async () => ({ major: 4, minor: 3, patch: 0 }) },
      charts: {
        pinned: async (one) => ({
          bytes: new Uint8Array(),
          archive: "sha256:x",
          content: one.content,
          metadata: { name: one.chart.split("@")[0] ?? "", version: "1.2.3" },
          files,
          unpacked: async () => files,
        }),
      },
    },
  );
}

const hashOf = async (of: Cluster, files: Readonly<Record<string, string>>): Promise<string | undefined> =>
  (await desire(of, { files }))[0]?.hash;

describe("desireReleases", () => {
  test("one per add-on, with the chart's own name and version", async () => {
    const releases = await desire(cluster([addon("db"), addon("web")]));
    expect(
      releases.map((it) => `${it.addon.name} ${it.chartName} ${it.chartVersion} ${it.environment}/${it.cluster}`),
    ).toEqual(["db db 1.2.3 dev/one", "web web 1.2.3 dev/one"]);
  });

  test("all missing pins are told at once", async () => {
    const of = cluster([addon("db"), addon("mail"), addon("web")]);
    await expect(desire(of, { locked: ["mail"] })).rejects.toMatchObject({
      code: "LOCK-MISSING-PIN",
      kind: "stale",
      hint: "addons lock",
      problems: [{ message: "db has no pin for dev in addons.lock.yaml" }, { message: expect.stringMatching(/^web/) }],
    });
  });

  const tpl: JsonObject = { extra: "{{ .Capabilities.KubeVersion }}" };
  test.each([
    ["a chart that does not read it", PLAIN, {}, "same"],
    ["a chart that does", READING, {}, "other"],
    ["a packed subchart, which is not opened", { "charts/sub-1.tgz": "" }, {}, "other"],
    ["a subchart's template", { "charts/sub/templates/y.tpl": ".Capabilities" }, {}, "other"],
    ["values that are evaluated", PLAIN, tpl, "other"],
  ])("the Kubernetes version counts for: %s", async (...[, files, values, expected]) => {
    const at = (kubernetes: string): Cluster => cluster([addon("web", { values })], { kubernetes });
    const same = (await hashOf(at("1.36"), files)) === (await hashOf(at("1.37"), files));
    expect(same ? "same" : "other").toBe(expected);
  });
});
