import { afterAll, assert, beforeAll, describe, expect, it } from "vitest";
import { lockEnvironments, type LockReport } from "../../src/lock/lock-environments.ts";
import type { LockRequest } from "../../src/lock/lock-request.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { SourceSettings } from "../../src/sources/source-settings.ts";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { environment } from "../lock/environments.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithPrograms } from "./plane.ts";
import { pushTo, type PushedManifest, type Pusher } from "./push-to-registry.ts";
import { proxyRegistry, type RegistryProxy } from "./registry-proxy.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const DEMO = makeChart("demo", "1.0.0");
const OTHER = makeChart("demo", "1.0.0", { files: { "values.yaml": "other: true\n" } });

describeWithPrograms("a version of a registry", ["registry"], () => {
  let registry: TestRegistry;
  let push: Pusher;
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
  });
  afterAll(async () => await registry?.stop());

  interface Lock {
    readonly chart: string;
    readonly version: string;
    readonly update?: LockRequest["update"];
    readonly settings?: readonly SourceSettings[];
  }
  const lock = async (root: string, { chart, version, update = "none", settings = [] }: Lock): Promise<LockReport> => {
    const source = { kind: "oci", reference: chart, name: "demo" } as const;
    const environments = [environment("dev", { demo: { chart: source, version } })];
    const outside = { files: createFiles(root), charts: archivesFor(root, { settings }).charts };
    return await lockEnvironments({ environments, update }, outside);
  };
  const failure = async (promise: Promise<unknown>): Promise<AddonsError> =>
    await promise.then(
      () => expect.fail("succeeded"),
      (error: unknown) => error as AddonsError,
    );
  const asked = ({ seen }: RegistryProxy): readonly string[] =>
    seen.splice(0).map((line) => /\/v2\/(\S+?)\/demo\/(\w+)/.exec(line)?.[2] ?? line);
  const listingForbidden = (proxy: RegistryProxy): void => {
    proxy.change = (answer) => {
      if (answer.path.includes("/tags/")) answer.status = 403;
    };
  };

  describe("that is named exactly", () => {
    it.each(["1.0.0", "v1.1.0", "1.2.0+b.1"])("%s: is asked for by its tag; nothing is listed", async (version) => {
      await push.chart("exact/demo", version.replace("+", "_"), { bytes: makeChart("demo", version) });
      await using proxy = await proxyRegistry(registry);
      listingForbidden(proxy);
      const written = await lock(workFolder(), { chart: `${proxy.host}/exact/demo`, version });
      expect(written.lock.addons["demo"]?.["dev"]).toMatchObject({ chart: `demo@${version}`, wants: version });
      expect(asked(proxy)).toEqual(["manifests", "blobs"]);
    });

    it("and is not there: the versions that are there are named, where they may be listed", async () => {
      await push.chart("some/demo", "1.0.0", { bytes: DEMO });
      await using proxy = await proxyRegistry(registry);
      const wanted = { chart: `${proxy.host}/some/demo`, version: "9.9.9" };
      const told = await failure(lock(workFolder(), wanted));
      expect([told.message, told.hint]).toEqual([
        expect.stringMatching(/no version of demo from \S+ satisfies "9\.9\.9"/),
        "the newest there is 1.0.0",
      ]);
      listingForbidden(proxy);
      expect((await failure(lock(workFolder(), wanted))).message).toMatch(
        /has no version 9\.9\.9, and those that it has are not known: .*access denied .*answer 403/,
      );
    });

    it("is that with v, too, in a repository where all versions have one", async () => {
      await push.chart("vees/demo", "v1.0.0", { bytes: makeChart("demo", "v1.0.0") });
      const written = await lock(workFolder(), { chart: `${registry.host}/vees/demo`, version: "1.0.0" });
      expect(written.lock.addons["demo"]?.["dev"]?.chart).toBe("demo@v1.0.0");
    });
  });

  describe.each(["1.0.0", "^1"])("locked as %s: --update", (version) => {
    type Push = (name: string) => Promise<PushedManifest>;
    const names = { "1.0.0": "exact", "^1": "range" } as const;
    const locked = async (what: string): Promise<{ readonly root: string; readonly name: string }> => {
      const name = `${what}-${names[version as keyof typeof names]}/demo`;
      await push.chart(name, "1.0.0", { bytes: DEMO });
      const root = workFolder();
      await lock(root, { chart: `${registry.host}/${name}`, version });
      return { root, name };
    };

    it("asks for the tag alone, and changes nothing when it is what it was", async () => {
      const { name } = await locked("same");
      await using proxy = await proxyRegistry(registry);
      const root = workFolder();
      const wanted = { chart: `${proxy.host}/${name}`, version };
      await lock(root, wanted);
      asked(proxy);
      expect((await lock(root, wanted)).written).toBe("unchanged");
      expect(asked(proxy)).toEqual([]);
      expect((await lock(root, { ...wanted, update: "all" })).written).toBe("unchanged");
      expect(asked(proxy)).toEqual(version === "^1" ? ["tags", "manifests"] : ["manifests"]);
    });

    it.each<readonly [string, Push, string]>([
      [
        "another manifest",
        (name) => push.chart(name, "1.0.0", { bytes: DEMO, parts: { annotations: { "a.example.com": "b" } } }),
        "retagged: other manifest, equal archive",
      ],
      [
        "another archive",
        (name) => push.chart(name, "1.0.0", { bytes: makeChart("demo", "1.0.0", { level: 1 }) }),
        "repackaged: other archive, equal content",
      ],
    ])("takes %s of the same chart over", async (what, change, reason) => {
      const { root, name } = await locked(what.replace(" ", "-"));
      const { digest } = await change(name);
      const written = await lock(root, { chart: `${registry.host}/${name}`, version, update: "all" });
      expect(written.changes.map((each) => each.reason)).toEqual([reason]);
      expect(written.lock.addons["demo"]?.["dev"]?.manifest).toBe(digest);
    });

    it("refuses another content; nothing is written", async () => {
      const { root, name } = await locked("mutated");
      await push.chart(name, "1.0.0", { bytes: OTHER });
      const error = await failure(lock(root, { chart: `${registry.host}/${name}`, version, update: "all" }));
      expect([error.code, error.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
    });
  });

  it("that a mirror has: is taken there; another content is told with the mirror's address", async () => {
    await push.chart("mirror/demo", "1.0.0", { bytes: DEMO });
    await push.chart("evil/demo", "1.0.0", { bytes: OTHER });
    const from = (mirror: string) => {
      const mirrors = [`oci://${registry.host}/${mirror}`];
      return [
        { source: "oci://127.0.0.1:1/team", mirrors, indexDigest: "refuse", verify: "off", signers: [] } as const,
      ];
    };
    const wanted = { chart: "127.0.0.1:1/team/demo", version: "1.0.0" };
    const root = workFolder();
    const { lock: written } = await lock(root, { ...wanted, settings: from("mirror") });
    const [pin] = Object.values(written.addons["demo"] ?? {});
    assert(pin);
    const told = new RegExp(`from oci://127.0.0.1:1/team/demo \\(its mirror oci://${registry.host}/evil/demo\\)`);
    const update = lock(root, { ...wanted, settings: from("evil"), update: "all" });
    const pinned = archivesFor(workFolder(), { settings: from("evil") }).charts.pinned(pin);
    expect((await failure(update)).message).toMatch(told);
    expect((await failure(pinned)).message).toMatch(told);
  });
});
