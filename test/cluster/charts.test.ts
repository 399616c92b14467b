/** The reference stack through the real Helms: it lints, renders for every minor, needs what it uses, and becomes ready. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import type { Addon, Cluster } from "../../src/manifest/environment.ts";
import { chartNames, chartsFolder, referenceEnvironments, type Parsed } from "../charts/reference-charts.ts";
import { describeWithCluster, helmBinaries, startPlane, type TestPlane } from "./plane.ts";
import { podSecurityProblems } from "../charts/pod-security.ts";

const MINORS = ["1.34", "1.35", "1.36", "1.37"];
const run = promisify(execFile);
const { environments } = await referenceEnvironments();
const clusters = environments.flatMap((environment) => environment.clusters);
const temporary = mkdtempSync(join(tmpdir(), "addons-charts-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describeWithCluster("reference charts", () => {
  describe.each(["helm4", "helm3"] as const)("with %s", (helm) => {
    it("pass lint --strict", async () => {
      const folders = chartNames.map((chart) => join(chartsFolder, chart));
      expect((await run(helmBinaries()[helm], ["lint", "--strict", ...folders], { env: helmEnv() })).stdout).toContain(
        `${chartNames.length} chart(s) linted, 0 chart(s) failed`,
      );
    });

    it.each(clusters.map((cluster) => [cluster.name, cluster] as const))(
      "render with the values of %s for every minor",
      async (_name, cluster) => {
        const different: string[] = [];
        for (const addon of cluster.addons) {
          const renders = await Promise.all(MINORS.map(async (minor) => await render({ helm, addon, minor })));
          if (new Set(renders.map((objects) => JSON.stringify(objects))).size > 1) different.push(addon.name);
        }
        // No chart of the stack looks at the cluster: what a minor changes is said by values.
        expect(different).toEqual([]);
      },
    );
  });

  describe.each(clusters.map((cluster) => [cluster.name, cluster] as const))("as %s runs them", (_name, cluster) => {
    let rendered: ReadonlyMap<string, readonly Parsed[]>;
    beforeAll(async () => {
      const minor = cluster.kubernetes;
      const all = cluster.addons.map(
        async (addon) => [addon.name, await render({ helm: "helm4", addon, minor })] as const,
      );
      rendered = new Map(await Promise.all(all));
    });

    it("find what they use in themselves or in what they need", () => {
      const missing = cluster.addons.flatMap((addon) => {
        const reach = closure(cluster, addon.name).flatMap((name) => rendered.get(name) ?? []);
        const given = new Set(reach.flatMap(provided));
        const used = (rendered.get(addon.name) ?? []).flatMap(uses);
        return used.filter((use) => !given.has(use)).map((use) => `${addon.name} uses ${use}`);
      });
      expect([...new Set(missing)]).toEqual([]);
      expect(uses(rendered.get("monitoring")?.find((object) => object.kind === "Ingress"))).toEqual([
        "the default IngressClass",
      ]);
    });

    it("keep to the Pod Security level of their namespace", () => {
      const problems = cluster.addons.flatMap((addon) => {
        const labels = cluster.namespaces[addon.namespace]?.labels ?? {};
        if (labels["pod-security.kubernetes.io/enforce"] === "privileged") return [];
        return podSpecs(rendered.get(addon.name) ?? [])
          .flatMap(podSecurityProblems)
          .map((it) => `${addon.name}: ${it}`);
      });
      expect(problems).toEqual([]);
    });

    it("ask for resources in every container, and have an importance", () => {
      for (const pod of cluster.addons.flatMap((addon) => podSpecs(rendered.get(addon.name) ?? []))) {
        expect(pod.priorityClassName).toMatch(/^platform-/);
        for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
          expect(container.resources).toMatchObject({
            requests: { cpu: expect.anything(), memory: expect.anything() },
          });
          expect(container.resources.limits.memory).toBeDefined();
        }
      }
    });

    it("run the autoscaler of the cluster's own minor", () => {
      const [pod] = podSpecs(rendered.get("autoscaler") ?? []);
      expect(pod.containers[0].image).toMatch(new RegExp(`:v${cluster.kubernetes.replace(".", "\\.")}\\.\\d+$`));
    });
  });

  describe("on the playground", () => {
    let plane: TestPlane;
    beforeAll(async () => {
      plane = await startPlane();
    });
    afterAll(async () => {
      await plane.stop();
    });

    it("become ready with dev's values, pass their tests, and leave no warning", async () => {
      const dev = clusters.find((cluster) => cluster.name === "dev");
      const warnings: string[] = [];
      for (const addon of inOrder(dev?.addons ?? [])) warnings.push(...(await install(plane, addon, dev)));
      expect(warnings).toEqual([]);
      await run(helmBinaries().helm4, ["test", "monitoring", "-n", "monitoring"], { env: helmEnv(plane) });
      const { items: claims } = await plane.kubectl.get("/api/v1/persistentvolumeclaims");
      expect(claims.map((claim: Parsed) => claim.status.phase)).toEqual(["Bound"]);
      const { items: ingresses } = await plane.kubectl.get("/apis/networking.k8s.io/v1/ingresses");
      expect(ingresses.map((ingress: Parsed) => ingress.spec.ingressClassName)).toEqual(["traefik"]);
      const { items: pods } = await plane.kubectl.get("/api/v1/pods");
      expect(pods.filter((pod: Parsed) => pod.status.phase !== "Running")).toEqual([]);
      expect(pods.length).toBeGreaterThan(12);
    });
  });
});

async function install(plane: TestPlane, addon: Addon, cluster: Cluster | undefined): Promise<readonly string[]> {
  const labels = cluster?.namespaces[addon.namespace]?.labels ?? {};
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: addon.namespace, labels } };
  await plane.kubectl.apply(JSON.stringify(namespace));
  const args = ["install", addon.release, chartOf(addon), "-n", addon.namespace, "-f", valuesFile(addon)];
  const wait = ["--wait=watcher", "--timeout", "60s"];
  const { stderr } = await run(helmBinaries().helm4, [...args, ...wait], { env: helmEnv(plane) });
  return stderr.split("\n").filter((line) => line !== "");
}

async function render(what: { helm: "helm4" | "helm3"; addon: Addon; minor: string }): Promise<readonly Parsed[]> {
  const { addon } = what;
  const args = ["template", addon.release, chartOf(addon), "-n", addon.namespace, "-f", valuesFile(addon)];
  const all = [...args, "--include-crds", "--kube-version", what.minor];
  const { stdout } = await run(helmBinaries()[what.helm], all, { env: helmEnv(), maxBuffer: 32 << 20 });
  const documents = parseAllDocuments(stdout, { version: "1.1" });
  return documents.map((document) => document.toJS()).filter((object: unknown) => object !== null);
}

function valuesFile(addon: Addon): string {
  const file = join(temporary, `${addon.name}.${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, JSON.stringify(addon.values));
  return file;
}

function helmEnv(plane?: TestPlane): NodeJS.ProcessEnv {
  const folders = { HELM_CACHE_HOME: temporary, HELM_CONFIG_HOME: temporary, HELM_DATA_HOME: temporary };
  return {
    PATH: process.env["PATH"],
    HOME: temporary,
    ...folders,
    KUBECONFIG: plane?.access.kubeconfig ?? "/dev/null",
  };
}

function chartOf(addon: Addon): string {
  return join(chartsFolder, addon.name);
}

/** An order that respects needs: plain, because the scheduler has tests of its own. */
function inOrder(addons: readonly Addon[]): readonly Addon[] {
  const done: Addon[] = [];
  while (done.length < addons.length) {
    const next = addons.find(
      (addon) => !done.includes(addon) && addon.needs.every((need) => done.some((it) => it.name === need)),
    );
    if (next === undefined) throw new Error("the reference stack has a cycle");
    done.push(next);
  }
  return done;
}

/** The add-on and everything it needs, at any distance. */
function closure(cluster: Cluster, name: string): readonly string[] {
  const needs = cluster.addons.find((addon) => addon.name === name)?.needs ?? [];
  return [name, ...needs.flatMap((need) => closure(cluster, need))];
}

/** What others can refer to: kinds of definitions, and objects that are referred to by name. */
function provided(object: Parsed): readonly string[] {
  if (object.kind === "CustomResourceDefinition") return [`kind ${object.spec.group}/${object.spec.names.kind}`];
  const named = ["PriorityClass", "ClusterIssuer", "IngressClass"].includes(object.kind);
  const isDefault = object.metadata.annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true";
  return [
    ...(named ? [`${object.kind} ${object.metadata.name}`] : []),
    ...(isDefault ? ["the default IngressClass"] : []),
  ];
}

function uses(object: Parsed): readonly string[] {
  const group = object.apiVersion.split("/")[0];
  const custom = /\./.test(group) && !group.endsWith(".k8s.io") ? [`kind ${group}/${object.kind}`] : [];
  const classes = podSpecs([object]).map((pod) => `PriorityClass ${pod.priorityClassName}`);
  const issuer = object.kind === "Certificate" ? [`ClusterIssuer ${object.spec.issuerRef.name}`] : [];
  const ingress =
    object.kind === "Ingress" && object.spec.ingressClassName === undefined ? ["the default IngressClass"] : [];
  return [...custom, ...classes, ...issuer, ...ingress];
}

function podSpecs(objects: readonly Parsed[]): readonly Parsed[] {
  return objects.flatMap((object) => {
    if (object.kind === "Pod") return [object.spec];
    return object.spec?.template?.spec?.containers === undefined ? [] : [object.spec.template.spec];
  });
}
