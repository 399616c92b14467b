import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { checkEnvironments, type CheckedEnvironments } from "../../src/check/check-environments.ts";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import { readLock } from "../../src/lock/text/read-lock.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import { readChart } from "../../src/outside/charts/archive/read-chart.ts";
import { createChartArchives } from "../../src/outside/charts/create-chart-archives.ts";
import { createFactsCache } from "../../src/outside/facts/create-facts-cache.ts";
import type { Files } from "../../src/outside/files/files.ts";
import type { TemplateRequest } from "../../src/outside/helm/helm.ts";
import type { Problem } from "../../src/support/problem.ts";
import { AddonsError } from "../../src/support/addons-error.ts";

export interface Check extends CheckedEnvironments {
  /** Of the manifest itself. */
  readonly loaded: readonly Problem[];
  /** What helm was asked to render. */
  readonly rendered: readonly TemplateRequest[];
  /** Requests that were sent. */
  readonly requests: number;
}

export interface CheckOptions {
  readonly helm?: "there" | "missing";
  /** Keep the cache for the next check. */
  readonly cache?: string;
}

/**
 * Checks a project with its own files, charts and cache, and a helm that renders templates as they stand, with RELEASE
 * and the value `text` filled in, and asks for APIs as charts do; it refuses the text `broken`.
 */
export async function checkProject(files: Files, options: CheckOptions = {}): Promise<Check> {
  const cacheFolder = options.cache ?? (await temporaryFolder());
  const charts = createChartArchives({ root: files.root, cacheFolder, env: {} });
  const { environments, problems: loaded } = await loadEnvironments({ files }, { names: "all" });
  const rendered: TemplateRequest[] = [];
  const checked = await checkEnvironments(
    { environments, lock: await readLock(files) },
    {
      charts,
      cache: createFactsCache(cacheFolder),
      atOnce: 2,
      helm: {
        async version() {
          if (options.helm !== "missing") return { major: 4, minor: 3, patch: 0 };
          throw new AddonsError("HELM-MISSING", "Helm was not found: helm.", { kind: "failed", hint: "install it" });
        },
        template: async (request) => {
          rendered.push(request);
          return await renderAsItStands(request);
        },
      },
    },
  );
  return { ...checked, loaded, rendered, requests: charts.requests };
}

export async function lockProject(files: Files): Promise<void> {
  const charts = createChartArchives({ root: files.root, cacheFolder: await temporaryFolder(), env: {} });
  const { environments } = await loadEnvironments({ files }, { names: "all" });
  await lockEnvironments({ environments, scope: "all-environments", update: "none" }, { files, charts });
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "addons-check-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function renderAsItStands({ chart, values, release, apiVersions }: TemplateRequest): Promise<string> {
  const { files } = await readChart(chart, "a chart");
  if (values["text"] === "broken") {
    throw new AddonsError("HELM-RENDER", "helm template failed: no.", { kind: "failed", hint: "correct the values" });
  }
  const filled = JSON.stringify(values["text"] ?? "text").slice(1, -1);
  const has = (api: string): boolean => apiVersions?.includes(api) === true;
  return [...files]
    .filter(([path]) => /^(templates|crds)\//.test(path))
    .map(([path, bytes]) => {
      const text = Buffer.from(bytes)
        .toString("utf8")
        .replaceAll(
          /\{\{- if \.Capabilities\.APIVersions\.Has "(.*)" \}\}\n([^]*)\{\{- end \}\}/g,
          (_, api: string, then: string) => (has(api) ? then : ""),
        )
        .replaceAll("RELEASE", release)
        .replaceAll("TEXT", filled);
      return `---\n# Source: chart/${path}\n${text}`;
    })
    .join("\n");
}

/** `file:line:column severity CODE message`, in order. */
export function told(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ at, severity, code, message }) => {
    const place = at === undefined ? "" : `${at.file}:${at.line}:${at.column} `;
    return `${place}${severity} ${code} ${message}`;
  });
}

export function chart(name: string, template: string): Readonly<Record<string, string>> {
  return {
    [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
    [`charts/${name}/values.yaml`]: "text: text\n",
    [`charts/${name}/templates/all.yaml`]: template,
  };
}
