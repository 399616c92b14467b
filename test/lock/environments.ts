import type { Addon, Environment } from "../../src/manifest/environment.ts";
import type { ChartSource } from "../../src/sources/chart-source.ts";

/** What a test says about one add-on; everything else is as the manifest defaults it. */
export interface AddonSketch {
  readonly chart: ChartSource;
  readonly version?: string;
  /** Versions by the Kubernetes minor of the cluster, instead of one for all. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** An environment with these add-ons on each of its clusters. */
export function environment(
  name: string,
  addons: Readonly<Record<string, AddonSketch>>,
  clusters: Readonly<Record<string, Readonly<Record<string, AddonSketch>>>> = { [name]: {} },
): Environment {
  return onMinors(name, addons, { clusters });
}

/** As `environment`, with a cluster for each of these Kubernetes minors. */
export function minors(
  name: string,
  addons: Readonly<Record<string, AddonSketch>>,
  kubernetes: readonly string[],
): Environment {
  return onMinors(name, addons, {
    clusters: Object.fromEntries(kubernetes.map((_, index) => [`c${index}`, {}])),
    kubernetes,
  });
}

interface Clusters {
  readonly clusters: Readonly<Record<string, Readonly<Record<string, AddonSketch>>>>;
  readonly kubernetes?: readonly string[];
}

function onMinors(
  name: string,
  addons: Readonly<Record<string, AddonSketch>>,
  { clusters, kubernetes }: Clusters,
): Environment {
  return {
    name,
    file: `environments/${name}.yaml`,
    clusters: Object.entries(clusters).map(([cluster, overrides], position) => ({
      name: cluster,
      connection: { kind: "playground" },
      kubernetes: kubernetes?.[position] ?? "1.37",
      vars: {},
      namespaces: {},
      addons: Object.entries({ ...addons, ...overrides })
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([addon, sketch], index) =>
          toAddon(addon, forMinor(sketch, kubernetes?.[position] ?? "1.37"), {
            file: `environments/${name}.yaml`,
            line: 10 + index,
            column: 3,
          }),
        ),
      at: { file: `environments/${name}.yaml`, line: 4, column: 3 },
    })),
  };
}

function forMinor(
  { versions, ...sketch }: AddonSketch,
  minor: string,
): Omit<AddonSketch, "versions"> & Pick<Addon, "pinPer"> {
  const version = versions?.[minor];
  return version === undefined ? sketch : { ...sketch, version, pinPer: "minor" };
}

function toAddon(name: string, sketch: Omit<AddonSketch, "versions">, at: Addon["at"]): Addon {
  return {
    name,
    ...sketch,
    namespace: name,
    release: name,
    needs: [],
    conflicts: [],
    protected: false,
    values: {},
    timeoutSeconds: 300,
    historyMax: 5,
    onFailure: "stop-dependents",
    repair: false,
    crds: "apply",
    adopt: false,
    ready: [],
    driftIgnore: [],
    labels: {},
    valueLayers: [],
    at,
  };
}
