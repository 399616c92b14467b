import type { Addon, ChartSource, Environment } from "../../src/manifest/environment.ts";

/** What a test says about one add-on; everything else is as the manifest defaults it. */
export interface AddonSketch {
  readonly chart: ChartSource;
  readonly version?: string;
}

/** An environment with these add-ons on each of its clusters. */
export function environment(
  name: string,
  addons: Readonly<Record<string, AddonSketch>>,
  clusters: Readonly<Record<string, Readonly<Record<string, AddonSketch>>>> = { [name]: {} },
): Environment {
  return {
    name,
    file: `environments/${name}.yaml`,
    clusters: Object.entries(clusters).map(([cluster, overrides]) => ({
      name: cluster,
      connection: { kind: "playground" },
      kubernetes: "1.37",
      vars: {},
      namespaces: {},
      addons: Object.entries({ ...addons, ...overrides })
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([addon, sketch], index) =>
          toAddon(addon, sketch, { file: `environments/${name}.yaml`, line: 10 + index, column: 3 }),
        ),
      at: { file: `environments/${name}.yaml`, line: 4, column: 3 },
    })),
  };
}

function toAddon(name: string, sketch: AddonSketch, at: Addon["at"]): Addon {
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
