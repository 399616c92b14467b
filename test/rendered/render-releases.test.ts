import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFactsCache } from "../../src/outside/facts/create-facts-cache.ts";
import type { TemplateRequest } from "../../src/outside/helm/helm.ts";
import { renderReleases, type RenderOutside, type RenderRequest } from "../../src/rendered/render-releases.ts";
import { AddonsError } from "../../src/support/addons-error.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-render-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Renders a ConfigMap named after the value `name`; refuses the name `broken`. */
function outside(minor = 3) {
  const asked: TemplateRequest[] = [];
  const told: number[] = [];
  let running = 0;
  let most = 0;
  const parts: RenderOutside = {
    helm: {
      version: async () => ({ major: 4, minor, patch: 0 }),
      async template(request) {
        asked.push(request);
        most = Math.max(most, ++running);
        await Promise.resolve();
        running -= 1;
        if (request.values["name"] === "broken") throw new AddonsError("HELM-RENDER", "no", { kind: "failed" });
        return `---\n# Source: a/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${JSON.stringify(request.values["name"])} }\n`;
      },
    },
    cache: createFactsCache(folder),
    atOnce: 2,
    starting: (renders) => void told.push(renders),
  };
  return { parts, asked, told, most: () => most };
}

function request(name: string, more: Partial<RenderRequest> = {}): RenderRequest {
  const chart = { bytes: new Uint8Array(), content: "h1:a" };
  return {
    release: "app",
    namespace: "here",
    chart,
    values: { name },
    kubernetes: "1.37",
    crds: "include-crds",
    ...more,
  };
}

const names = async (requests: readonly RenderRequest[], { parts }: ReturnType<typeof outside>) =>
  (await renderReleases(requests, parts)).map((result) =>
    result.kind === "failed" ? result.error.code : result.facts.objects.map(({ name }) => name).join(),
  );

it("renders each different release once, and nothing at all the next time", async () => {
  const requests = ["a", "b", "a", "c", "b"].map((name) => request(name));
  const [first, second] = [outside(), outside()];
  expect(await names(requests, first)).toEqual(["a", "b", "a", "c", "b"]);
  expect(first.asked).toHaveLength(3);
  expect(first.told).toEqual([3]);
  expect(first.most()).toBe(2);
  expect(await names(requests, second)).toEqual(["a", "b", "a", "c", "b"]);
  expect(second.asked).toEqual([]);
  expect(second.told).toEqual([]);
});

it("keeps the releases of a chart in one file, each on its own", async () => {
  const requests = ["one", "two"].map((release) => request(release, { release }));
  const same = requests.map((each) => ({ ...each, values: { name: "same" } }));
  const [first, second] = [outside(), outside()];
  expect(await names([...requests, ...same], first)).toEqual(["one", "two", "same", "same"]);
  expect(first.asked.map(({ release }) => release)).toEqual(["one", "two", "one", "two"]);
  expect(readdirSync(join(folder, "facts"))).toHaveLength(1);
  expect(await names([...requests, ...same], second)).toEqual(["one", "two", "same", "same"]);
  expect(second.asked).toEqual([]);
});

it("asks for what a cluster would get", async () => {
  const one = outside();
  await renderReleases([request("a", { crds: "skip-crds", kubernetes: "1.36" })], one.parts);
  expect(one.asked).toMatchObject([
    {
      release: "app",
      namespace: "here",
      kubernetes: "1.36",
      mode: "install",
      includeCrds: "skip-crds",
    },
  ]);
});

it.each<[string, RenderRequest, number?]>([
  ["values", request("b")],
  ["the Kubernetes version", request("a", { kubernetes: "1.36" })],
  ["the namespace", request("a", { namespace: "there" })],
  ["the release", request("a", { release: "other" })],
  ["the chart", request("a", { chart: { bytes: new Uint8Array(), content: "h1:b" } })],
  ["crds", request("a", { crds: "skip-crds" })],
  ["Helm", request("a"), 4],
])("renders again when %s changed", async (_name, changed, minor) => {
  await renderReleases([request("a")], outside().parts);
  const again = outside(minor);
  await renderReleases([changed], again.parts);
  expect(again.asked).toHaveLength(1);
});

it("tells equal results as one object", async () => {
  await renderReleases([request("a", { values: { name: "a", size: 1 } })], outside().parts);
  const results = await renderReleases(
    [1, 2, 3].map((size) => request("a", { values: { name: "a", size } })),
    outside().parts,
  );
  expect(new Set(results).size).toBe(1);
});

it("keeps what succeeded beside what failed, which is tried again", async () => {
  const requests = [request("a"), request("broken"), request("broken")];
  expect(await names(requests, outside())).toEqual(["a", "HELM-RENDER", "HELM-RENDER"]);
  const again = outside();
  expect(await names(requests, again)).toEqual(["a", "HELM-RENDER", "HELM-RENDER"]);
  expect(again.asked.map(({ values }) => values["name"])).toEqual(["broken"]);
});

it("leaves no value in the cache", async () => {
  const { parts } = outside();
  await renderReleases([request("a", { values: { name: "a", password: "hunter22" } })], parts);
  const { readdirSync, readFileSync } = await import("node:fs");
  const texts = readdirSync(join(folder, "facts")).map((name) => readFileSync(join(folder, "facts", name), "utf8"));
  expect(texts).toHaveLength(1);
  expect(texts.join()).not.toContain("hunter22");
});
