import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import { mapLimit } from "../support/limit.ts";
import { nearestAmong } from "../support/nearest.ts";
import type { Problem } from "../support/problem.ts";
import type { InputReader } from "../values/inputs/read-inputs.ts";
import { clusterScope, withInputs } from "../values/scope.ts";
import type { Scope, ScopeRoot } from "../values/scope.ts";
import { buildAddon, checkDisabled } from "./build-addon.ts";
import type { ClusterInput } from "./build-addon.ts";
import { checkAddons } from "./check-addons.ts";
import { clusterInputs } from "./cluster-inputs.ts";
import type { KnownAddon } from "./check-addons.ts";
import { declaredNames } from "./declared-names.ts";
import type { Addon, Cluster, Connection } from "./environment.ts";
import { clusterVars } from "./given-vars.ts";
import type { GivenVars } from "./given-vars.ts";
import type { RunNotes } from "./input-notes.ts";
import { mergeLayers } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { ManifestFile, ManifestFiles } from "./manifest-files.ts";
import { namespaceSettings } from "./namespace-settings.ts";
import { createResolver } from "./resolver.ts";
import type { Resolver } from "./resolver.ts";
import type { SharedParts } from "./shared-parts.ts";

export interface ClusterRequest {
  readonly name: string;
  /** The environment's file, which has the cluster. */
  readonly file: ManifestFile;
  /** Of the environment. */
  readonly shared: SharedParts;
  readonly files: ManifestFiles;
  readonly vars: GivenVars;
  readonly inputs: InputReader;
  readonly notes: RunNotes;
  /** For what depends on the cluster. */
  readonly report: (problem: Problem) => void;
  /** For what stands in the cluster's own settings. */
  readonly reportOwn: (problem: Problem) => void;
}

/** One cluster with its add-ons; undefined after what is missing or wrong in its own settings was reported. */
export async function buildCluster(request: ClusterRequest): Promise<Cluster | undefined> {
  const { name, file, files, shared, report } = request;
  const prefix = ["clusters", name];
  const own = ownSettings(request);
  const connection = readConnection(own, request);
  const kubernetes = readKubernetes(own, request);
  const broken = file.broken.filter((path) => path[0] === "clusters" && path[1] === name).map((path) => path.slice(2));
  const overlay = { source: file.source, prefix, data: own, broken };
  const layers = [...shared.layers, overlay];
  const merged = mergeLayers([overlay], shared.merged);
  const vars = clusterVars(merged["vars"], request.vars, { layers, report });
  const scope = clusterScope({ name, kubernetes: kubernetes ?? "", vars });
  const resolver = await resolverWithInputs(scope, { layers, merged, request });
  const known = knownAddons(merged);
  const enabled = new Set(known.filter(isEnabled).map((addon) => addon.name));
  const all = { shared, overlay, layers, merged };
  const withChart = nearestAmong(known.filter(hasChart).map((addon) => addon.name));
  const input: ClusterInput = { ...all, cluster: name, kubernetes, enabled, withChart, resolver, files, report };
  const addons = await buildAddons(known, input);
  const namespaces = namespaceSettings(input);
  if (connection === undefined || kubernetes === undefined) return undefined;
  const { uid } = own;
  return {
    name,
    connection,
    ...(typeof uid === "string" ? { uid: uid.toLowerCase() } : {}),
    kubernetes,
    vars,
    namespaces,
    addons,
    ...refusedAddons(enabled, addons),
    disabled: known
      .filter((addon) => !isEnabled(addon))
      .map((addon) => addon.name)
      .sort(),
    namesAt: declaredNames(merged, layers, request.vars.values),
    at: file.source.at(prefix, "key"),
    kubernetesAt: file.source.at([...prefix, "kubernetes"]),
  };
}

interface Merged {
  readonly layers: readonly Layer[];
  readonly merged: JsonObject;
  readonly request: ClusterRequest;
}

/** Reads what the cluster declares; an input that cannot be read was reported, and references to it are no second problem. */
async function resolverWithInputs(scope: Scope, { layers, merged, request }: Merged): Promise<Resolver> {
  const { report, inputs, notes } = request;
  const first = createResolver(scope, { report, notes: notes.of([]) });
  const { declarations, broken } = clusterInputs({ layers, merged, resolver: first, report });
  const roots = await Promise.all(
    declarations.map(async (declaration): Promise<readonly [string, ScopeRoot]> => {
      const { root, problems } = await inputs.read(declaration);
      problems.forEach(report);
      return [declaration.name, root];
    }),
  );
  const failed = broken.map((name) => [name, { kind: "failed" }] as const);
  return createResolver(withInputs(scope, new Map<string, ScopeRoot>([...roots, ...failed])), {
    report,
    notes: notes.of(declarations),
  });
}

function ownSettings({ file, name }: ClusterRequest): JsonObject {
  const clusters = file.data["clusters"];
  const own = isJsonObject(clusters) ? clusters[name] : undefined;
  return isJsonObject(own) ? own : {};
}

function readConnection(own: JsonObject, request: ClusterRequest): Connection | undefined {
  const { context } = own;
  if (own["playground"] === true) {
    if (context === undefined) return { kind: "playground" };
    reportCluster(request, "context", {
      code: "MANIFEST-CONNECTION",
      message: `the cluster ${request.name} is a playground and has a context, too`,
      hint: "remove one of the two",
    });
    return undefined;
  }
  if (typeof context === "string") return { kind: "context", context };
  reportCluster(request, "context", {
    code: "MANIFEST-CONNECTION",
    message: `the cluster ${request.name} has no context`,
    hint: "add context: NAME of a kubeconfig context (`kubectl config get-contexts`), or playground: true",
  });
  return undefined;
}

function readKubernetes(own: JsonObject, request: ClusterRequest): string | undefined {
  if (typeof own["kubernetes"] === "string") return own["kubernetes"];
  reportCluster(request, "kubernetes", {
    code: "MANIFEST-NO-KUBERNETES",
    message: `the cluster ${request.name} does not say which Kubernetes version it runs`,
    hint: 'add kubernetes: "1.36" (major.minor in quotes): charts are rendered for it, and the live cluster is compared with it',
  });
  return undefined;
}

function reportCluster(request: ClusterRequest, key: string, problem: Omit<Problem, "severity" | "at">): void {
  const path = ["clusters", request.name, key];
  if (request.file.broken.some((wrong) => wrong.every((step, index) => step === path[index]))) return;
  request.reportOwn({ severity: "error", ...problem, at: request.file.source.at(path, "key") });
}

function knownAddons(merged: JsonObject): readonly KnownAddon[] {
  const settings = isJsonObject(merged["addons"]) ? merged["addons"] : {};
  return Object.entries(settings).flatMap(([name, addon]) => (isJsonObject(addon) ? [{ name, addon }] : []));
}

function hasChart({ addon }: KnownAddon): boolean {
  return addon["chart"] !== undefined;
}

function isEnabled({ addon }: KnownAddon): boolean {
  return addon["enabled"] !== false;
}

async function buildAddons(known: readonly KnownAddon[], input: ClusterInput): Promise<readonly Addon[]> {
  const enabled = known.filter(isEnabled).sort((a, b) => (a.name < b.name ? -1 : 1));
  const built = await mapLimit(enabled, 16, ({ name, addon }) => buildAddon(name, addon, input));
  const addons = built.filter((addon) => addon !== undefined);
  for (const { name, addon } of known.filter((one) => !isEnabled(one))) checkDisabled(name, addon, input);
  for (const problem of checkAddons(known, addons, input.layers)) input.report(problem);
  return addons;
}

function refusedAddons(enabled: ReadonlySet<string>, addons: readonly Addon[]): Pick<Cluster, "refused"> {
  if (addons.length === enabled.size) return {};
  const built = new Set(addons.map(({ name }) => name));
  return { refused: [...enabled].filter((name) => !built.has(name)).sort() };
}
