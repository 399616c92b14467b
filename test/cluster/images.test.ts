import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runAddons } from "../cases/run-addons.ts";
import { addons } from "../cli/locked-project.ts";
import { workFolder } from "../outside/charts/work-folder.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { lockedDigests } from "./locked-digests.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";
import { indexOfManifests, pushTo, type Pusher } from "./push-to-registry.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

interface Project {
  readonly root: string;
  readonly write: (file: string, text: string) => void;
  readonly addons: (args: string) => ReturnType<typeof addons>;
  /** The pin of `app`, in dev unless told. */
  readonly pin: (environment?: string) => { readonly images: Readonly<Record<string, string>> | undefined };
}

const CHART = "apiVersion: v2\nname: app\nversion: 1.0.0\n";

/** A pod with every place where an image can stand, and a custom resource with a pod template. */
const TEMPLATE = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      initContainers: [{ name: init, image: {{ .Values.init | quote }} }]
      containers:
        - { name: web, image: {{ .Values.web | quote }} }
        - { name: again, image: {{ .Values.web | quote }} }
      volumes: [{ name: model, image: { reference: {{ .Values.volume | quote }} } }]
---
apiVersion: rollouts.example.com/v1
kind: Rollout
metadata: { name: canary }
spec: { template: { spec: { containers: [{ name: web, image: {{ .Values.canary | quote }} }] } } }
---
apiVersion: policies.example.com/v1
kind: Policy
metadata: { name: tags }
spec: { pattern: { spec: { containers: [{ name: "*", image: "!*:latest" }] } } }
---
apiVersion: v1
kind: Pod
metadata: { name: test, annotations: { helm.sh/hook: test } }
spec: { containers: [{ name: test, image: "unknown.invalid/test:1" }] }
`;

describeWithCluster("digests of images", () => {
  let registry: TestRegistry;
  let push: Pusher;
  const digests: Record<string, string> = {};
  beforeAll(async () => {
    registry = await startRegistry();
    push = pushTo(registry);
    for (const name of ["web", "init", "canary", "volume"]) {
      digests[name] = (await push.image(`team/${name}`, "1.0", JSON.stringify({ name }))).digest;
    }
    const platforms = await Promise.all(
      ["amd64", "arm64"].map(async (architecture) => ({
        ...(await push.image("team/many", architecture, JSON.stringify({ architecture }))),
        platform: { os: "linux", architecture },
      })),
    );
    digests["many"] = (await push.manifest("team/many", "1.0", indexOfManifests(platforms))).digest;
  });
  afterAll(async () => await registry.stop());

  const image = (name: string, tag = "1.0"): string => `${registry.host}/team/${name}:${tag}`;

  function project(settings = "images: true\n", values: Readonly<Record<string, string>> = {}): Project {
    const root = workFolder();
    const write: Project["write"] = (file, text) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    };
    write("charts/app/Chart.yaml", CHART);
    write("charts/app/templates/all.yaml", TEMPLATE);
    const all = { web: image("web"), init: image("init"), canary: image("canary"), volume: image("volume"), ...values };
    write(
      "environments/base.yaml",
      `apiVersion: addons/v1\nkind: Base\n${settings}addons: { app: { chart: ../charts/app, namespace: app, values: ${JSON.stringify(all)} } }\n`,
    );
    write(
      "environments/dev.yaml",
      "apiVersion: addons/v1\nkind: Environment\nextends: base.yaml\nclusters: { dev: { playground: true, kubernetes: '1.37' } }\n",
    );
    return {
      root,
      write,
      addons: async (args) => await addons(root, args.split(" "), { ADDONS_HELM: helmBinaries().helm4 }),
      pin: (environment = "dev") => ({ images: lockedDigests(root, "app")[environment] }),
    };
  }

  it("of all containers, image volumes and pod templates are locked; of tests and patterns they are not", async () => {
    const { addons, pin } = project();
    const said = await addons("lock");
    expect([said.code, said.stderr]).toEqual([0, expect.any(String)]);
    expect(pin().images).toEqual({
      [image("canary")]: digests["canary"],
      [image("init")]: digests["init"],
      [image("volume")]: digests["volume"],
      [image("web")]: digests["web"],
    });
    expect((await addons("lock --check")).code).toBe(0);
    expect((await addons("lock")).stdout).toMatch(/nothing to do/);
    expect((await addons("lock --verify")).code).toBe(0);
  });

  it("are those of the index where an image is for several platforms, or the one that is written", async () => {
    const written = `${registry.host}/team/web:0.1@${digests["init"]}`;
    const { addons, pin } = project("images: true\n", { web: image("many"), init: written });
    expect((await addons("lock")).code).toBe(0);
    expect(pin().images).toMatchObject({ [image("many")]: digests["many"], [written]: digests["init"] });
  });

  it("are not asked for unless an environment says so; a layer over it has the last word", async () => {
    const { addons, pin, write } = project("images: false\n");
    const dev =
      "apiVersion: addons/v1\nkind: Environment\nextends: base.yaml\nclusters: { dev: { playground: true, kubernetes: '1.37' } }\n";
    write("environments/prod.yaml", `${dev}images: true\n`);
    expect((await addons("lock")).code).toBe(0);
    expect([pin("dev").images, Object.keys(pin("prod").images ?? {})]).toEqual([
      {},
      expect.arrayContaining([image("web")]),
    ]);
    write("environments/prod.yaml", dev);
    const stale = await addons("lock --check -o json");
    expect([stale.code, stale.stdout]).toEqual([2, expect.stringMatching(/which its environment does not ask for/)]);
    expect((await addons("lock")).stdout).toMatch(/refreshed +app +prod.*images: 4 gone/);
    expect(pin("prod").images).toEqual({});
  });

  describe("that move", () => {
    it("stay as they were locked until --update; --verify tells", async () => {
      const { addons, pin } = project("images: true\n", { web: image("moving") });
      const before = (await push.image("team/moving", "1.0", '{"v":1}')).digest;
      await addons("lock");
      const after = (await push.image("team/moving", "1.0", '{"v":2}')).digest;
      expect((await addons("lock")).stdout).toMatch(/nothing to do/);
      const verified = await addons("lock --verify -o json");
      const document = JSON.parse(verified.stdout) as { verified: { findings: object[] }[] };
      expect(schemaProblems("lock-report", document)).toEqual([]);
      expect(verified.code).toBe(2);
      expect(document.verified[0]?.findings).toMatchObject([
        { code: "LOCK-VERIFY-IMAGE-MOVED", has: before, found: after },
      ]);
      expect(pin().images?.[image("moving")]).toBe(before);
      expect((await addons("lock --update app")).stdout).toMatch(/images: 1 moved/);
      expect(pin().images?.[image("moving")]).toBe(after);
    });

    it("and tags that are gone are told by --verify", async () => {
      const { addons } = project("images: true\n", { web: image("leaving") });
      const { digest } = await push.image("team/leaving", "1.0", '{"l":1}');
      await addons("lock");
      await push.delete("team/leaving", digest, "manifests");
      const said = await addons("lock --verify");
      expect([said.code, said.stdout]).toEqual([2, expect.stringMatching(/team\/leaving:1\.0, whose tag is gone/)]);
    });

    it("keep the digests of other images when values or the chart change", async () => {
      const { addons, pin, write, root } = project("images: true\n", { web: image("kept") });
      const before = (await push.image("team/kept", "1.0", '{"k":1}')).digest;
      await addons("lock");
      await push.image("team/kept", "1.0", '{"k":2}');
      write("charts/app/values.yaml", "unused: 1\n");
      const base = readFileSync(join(root, "environments/base.yaml"), "utf8");
      write("environments/base.yaml", base.replace(image("init"), image("many")));
      const stale = await addons("lock --check");
      expect([stale.code, stale.stdout]).toEqual([
        2,
        expect.stringMatching(/renders the image \S+team\/many:1\.0, which has no digest/),
      ]);
      expect(stale.stdout).toMatch(/has a digest of the image \S+team\/init:1\.0, which it does not render/);
      await addons("lock");
      expect(pin().images).toMatchObject({ [image("kept")]: before, [image("many")]: digests["many"] });
      expect(Object.keys(pin().images ?? {})).toHaveLength(4);
    });
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      "a tag that is not there",
      { web: "HOST/team/web:9.9" },
      /image \S+\/team\/web:9\.9: \S+\/team\/web has no tag 9\.9/,
    ],
    [
      "a registry that cannot be reached",
      { web: "127.0.0.1:1/team/web:1" },
      /image 127\.0\.0\.1:1\/team\/web:1: .*refused/,
    ],
    ["what is no name", { web: "team/Web:1" }, /image "team\/Web:1": is not a name/],
    [
      "several",
      { web: "HOST/team/web:9.9", init: "127.0.0.1:1/a:1" },
      /2 images have no digest; the lock is unchanged/,
    ],
  ])("%s: nothing is written, and the image is named", async (_, values, message) => {
    const here = Object.fromEntries(
      Object.entries(values).map(([key, text]) => [key, text.replace("HOST", registry.host)]),
    );
    const { addons, root } = project("images: true\n", here);
    const said = await addons("lock");
    expect([said.code, said.stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(() => readFileSync(join(root, "addons.lock.yaml"))).toThrow(/ENOENT/);
  });

  it("that come from an input are told, not guessed; what else is known is locked", async () => {
    const { addons, pin, write } = project("images: true\ninputs: { tf: { file: tf.json } }\n", {
      web: "${tf.image}",
      init: image("init"),
    });
    write("environments/tf.json", '{"image":"x"}');
    const said = await addons("lock");
    expect([said.code, said.stderr]).toEqual([
      0,
      expect.stringMatching(/image \$\{tf\.image\}: its name comes from an input/),
    ]);
    expect(Object.keys(pin().images ?? {})).toEqual([image("canary"), image("init"), image("volume")]);
    expect((await addons("lock --check")).code).toBe(0);
  });

  it("of a chart that cannot be rendered stop the lock; without the chart or helm a check passes them over", async () => {
    const { addons, write, root } = project();
    await addons("lock");
    rmSync(join(root, ".cache"), { recursive: true, force: true });
    const withoutHelm = { ADDONS_HELM: join(root, "no-helm"), XDG_CACHE_HOME: join(root, ".cache") };
    expect((await runAddons(["lock", "--check"], { cwd: root, env: withoutHelm })).code).toBe(0);
    write("charts/app/templates/all.yaml", '{{ fail "no such thing" }}');
    const said = await addons("lock");
    expect([said.code, said.stderr]).toEqual([
      1,
      expect.stringMatching(/its images are not known, since it cannot be rendered: .*no such thing/s),
    ]);
    const helpless = await runAddons(["lock"], { cwd: root, env: withoutHelm });
    expect([helpless.code, helpless.stderr]).toEqual([1, expect.stringMatching(/helm/)]);
  });
});
