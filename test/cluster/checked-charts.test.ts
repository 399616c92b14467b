import { createServer } from "node:http";
import { cp } from "node:fs/promises";
import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { API_LIFECYCLES } from "../../src/check/api-lifecycle.ts";
import { checkEnvironments, type CheckedEnvironments } from "../../src/check/check-environments.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { createChartArchives } from "../../src/outside/charts/create-chart-archives.ts";
import { createFactsCache } from "../../src/outside/facts/create-facts-cache.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { createHelm } from "../../src/outside/helm/create-helm.ts";
import { createProcesses } from "../../src/outside/process/run-processes.ts";
import { createRedactor } from "../../src/support/redact.ts";
import { chart, temporaryFolder, told } from "../check/check-project.ts";
import { crd } from "../graph/cluster-of.ts";
import { environment, project } from "../manifest/project.ts";
import { describeWithCluster, helmBinaries, startPlane } from "./plane.ts";

const REFERENCE = join(import.meta.dirname, "../..");

describeWithCluster("checking charts with the real Helm", () => {
  const processes = createProcesses();
  afterAll(() => processes.close());

  async function check(
    root: string,
    binary: string,
    cacheFolder: string,
  ): Promise<CheckedEnvironments & { readonly renders: number }> {
    const files = createFiles(root);
    const { environments, problems } = await loadEnvironments({ files }, { names: "all" });
    expect(problems).toEqual([]);
    const before = processes.started.length;
    const redactor = createRedactor();
    redactor.add(["hunter22"]);
    const checked = await checkEnvironments(
      { environments, lock: await readLock(files) },
      {
        charts: createChartArchives({ root, cacheFolder, env: {} }),
        cache: createFactsCache(cacheFolder),
        helm: createHelm({ processes, binary, env: {}, redactor, cacheFolder }),
        atOnce: 2,
      },
    );
    const renders = processes.started.slice(before).filter(({ args }) => args[0] === "template").length;
    return { ...checked, renders };
  }

  describe.each(["helm4", "helm3"] as const)("%s", (name) => {
    it("the reference stack has no problem, and is not rendered twice", async () => {
      const cache = await temporaryFolder();
      const first = await check(REFERENCE, helmBinaries()[name], cache);
      const second = await check(REFERENCE, helmBinaries()[name], cache);
      expect(told(first.problems)).toEqual([]);
      expect(first.renders).toBeGreaterThan(30);
      expect(second.renders).toBe(0);
      expect(second.graphs.map(({ edges }) => edges)).toEqual(first.graphs.map(({ edges }) => edges));
    });

    it("the needs that the reference stack declares are found again without them", async () => {
      const root = await temporaryFolder();
      for (const part of ["charts", "environments"])
        await cp(join(REFERENCE, part), join(root, part), { recursive: true });
      const base = join(root, "environments/base.yaml");
      const text = readFileSync(base, "utf8");
      writeFileSync(base, text.replaceAll(/^ {4}needs: .*\n/gm, ""));
      const { graphs } = await check(root, helmBinaries()[name], await temporaryFolder());
      const found = new Set(graphs.flatMap(({ edges }) => edges.map(({ addon, need }) => `${addon} ${need}`)));
      const declared = [...text.matchAll(/^ {2}([a-z-]+):\n(?: {4}.*\n)*? {4}needs: \[(.*)\]/gm)].flatMap(
        ([, addon, needs = ""]) => needs.split(", ").map((need) => `${addon} ${need}`),
      );
      expect(declared.length).toBeGreaterThan(12);
      // That records point to an address comes from nothing that is rendered.
      expect(declared.filter((edge) => !found.has(edge))).toEqual(["dns ingress"]);
    });

    it.each<[string, string, string, RegExp]>([
      [
        "a loop that takes all memory",
        '{{- range $i := until 100000000 }}\na{{ $i }}: "x"\n{{- end }}',
        "",
        /^web cannot be rendered: helm template of web in namespace web was stopped: it wanted more memory than any chart needs$/,
      ],
      [
        "a template that includes itself",
        '{{- define "web.loop" }}{{ include "web.loop" . }}{{ end }}{{ include "web.loop" . }}',
        "",
        /^web cannot be rendered: .*/,
      ],
      [
        "output without end",
        '# {{ range until 70 }}{{ repeat 1000000 "x" }}{{ end }}\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }',
        "",
        /^web cannot be rendered: helm template of web in namespace web printed more than any release can hold$/,
      ],
      [
        "a refusal of the chart, without the secrets in it",
        '{{ fail (printf "the password %s is too short" .Values.password) }}',
        "password: hunter22\n",
        /^web cannot be rendered: [^]*the password \(hidden\) is too short/,
      ],
    ])("%s ends as a problem of its add-on", async (...[, template, values, expected]) => {
      const files = await project({
        "environments/dev.yaml": environment("  web: { chart: ../charts/web, namespace: web }\n"),
        ...chart("web", template),
        "charts/web/values.yaml": values,
      });
      const { problems } = await check(files.root, helmBinaries()[name], await temporaryFolder());
      const failed = problems.filter(({ code }) => code === "CHECK-RENDER-FAILED");
      expect(failed).toMatchObject([{ severity: "error", at: { file: "environments/dev.yaml", line: 6, column: 3 } }]);
      expect(failed[0]?.message).toMatch(expected);
      expect(JSON.stringify(problems)).not.toContain("hunter22");
    });

    it("what a chart has only where an API is there counts, when an add-on defines that API", async () => {
      const things = "apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: t }\n";
      const files = await project({
        "environments/dev.yaml": environment(
          "  crds: { chart: ../charts/crds, namespace: crds }\n  web: { chart: ../charts/web, namespace: web }\n",
        ),
        ...chart("crds", crd("Thing")),
        ...chart("web", `{{- if .Capabilities.APIVersions.Has "example.com/v1/Thing" }}\n${things}{{- end }}`),
      });
      const { problems, renders } = await check(files.root, helmBinaries()[name], await temporaryFolder());
      expect(problems.filter(({ code }) => code === "GRAPH-MISSING-NEED")).toMatchObject([{ hint: "needs: [crds]" }]);
      expect(renders).toBe(3);
    });

    it("nothing is fetched that a chart's schema refers to", async () => {
      let requests = 0;
      const server = createServer((_request, response) => {
        requests += 1;
        response.end("{}");
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      try {
        const { port } = server.address() as AddressInfo;
        const files = await project({
          "environments/dev.yaml": environment("  web: { chart: ../charts/web, namespace: web }\n"),
          ...chart("web", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n"),
          "charts/web/values.schema.json": JSON.stringify({ $ref: `http://127.0.0.1:${port}/schema.json` }),
        });
        const { renders, graphs } = await check(files.root, helmBinaries()[name], await temporaryFolder());
        expect([renders, graphs.length, requests]).toEqual([1, 1, 0]);
      } finally {
        server.close();
      }
    });
  });

  it("the table of API versions agrees with what a real API server serves", async () => {
    const plane = await startPlane();
    try {
      const minor = Number(
        /^1\.(\d+)/.exec(
          `${(await plane.kubectl.get("/version"))["major"]}.${(await plane.kubectl.get("/version"))["minor"]}`,
        )?.[1],
      );
      expect(minor).toBeGreaterThanOrEqual(37);
      const served: string[] = [];
      for (const { apiVersion, kinds, removed } of API_LIFECYCLES) {
        if (removed > minor) continue;
        const list = await plane.kubectl.get(`/apis/${apiVersion}`);
        const there: readonly string[] = (list?.resources ?? []).map(({ kind }: { readonly kind: string }) => kind);
        served.push(...kinds.filter((kind) => there.includes(kind)).map((kind) => `${apiVersion} ${kind}`));
      }
      expect(served).toEqual([]);
      const replacements = API_LIFECYCLES.filter(({ replacement }) => replacement?.endsWith("/v1"));
      for (const { replacement, kinds } of replacements) {
        const { resources } = await plane.kubectl.get(`/apis/${replacement}`);
        const there = resources.map(({ kind }: { readonly kind: string }) => kind);
        expect([replacement, kinds.filter((kind) => !there.includes(kind))]).toEqual([replacement, []]);
      }
    } finally {
      await plane.stop();
    }
  });
});
