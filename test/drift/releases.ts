import type { DesiredRelease } from "../../src/desired/desired-release.ts";
import type { Addon } from "../../src/manifest/environment.ts";
import type { ReleaseRecord, RevisionSummary } from "../../src/release/release-record.ts";

export const HASH = "0123456789abcdef0123456789abcdef01234567";

/** Release `web` in namespace `a` of environment `test`. */
export function desiredRelease(more: Partial<Addon> = {}): DesiredRelease {
  const addon: Addon = {
    name: "web",
    chart: { kind: "local", path: "charts/web" },
    namespace: "a",
    release: "web",
    needs: [],
    conflicts: [],
    protected: false,
    values: {},
    timeoutSeconds: 60,
    historyMax: 10,
    onFailure: "stop-dependents",
    repair: false,
    crds: "apply",
    adopt: false,
    ready: [],
    driftIgnore: [],
    labels: {},
    valueLayers: [],
    at: { file: "environments/test.yaml", line: 1, column: 1 },
    ...more,
  };
  const pin = { chart: "web@1.0.0", source: "charts/web", content: "h1:x" };
  return { addon, environment: "test", cluster: "c", pin, chartName: "web", chartVersion: "1.0.0", hash: HASH };
}

export function revisionOf(revision: number, more: Partial<RevisionSummary> = {}): RevisionSummary {
  return {
    release: "web",
    namespace: "a",
    revision,
    status: "deployed",
    marks: { pin: { revision, hash: HASH }, environment: "test", addon: "web" },
    secret: { name: `sh.helm.release.v1.web.v${revision}`, uid: "u", resourceVersion: "1" },
    ...more,
  };
}

export function recordOf(revision: number, more: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    release: "web",
    namespace: "a",
    revision,
    status: "deployed",
    description: "Install complete",
    lastDeployed: "",
    applyMethod: "ssa",
    chart: { name: "web", version: "1.0.0" },
    values: {},
    manifest: "",
    hooks: [],
    ...more,
  };
}
