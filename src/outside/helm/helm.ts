import type { JsonObject } from "../../support/json.ts";

/** The helm command line, given only local, verified archives. */
export interface Helm {
  /** From a cache keyed by the binary's path, size and times when known, else by asking it once. */
  version(): Promise<HelmVersion>;
  template(request: TemplateRequest): Promise<string>;
  upgrade(request: UpgradeRequest): Promise<void>;
  uninstall(request: UninstallRequest): Promise<void>;
}

export interface HelmVersion {
  readonly major: 3 | 4;
  readonly minor: number;
  readonly patch: number;
}

export interface HelmTarget {
  /** A kubeconfig file and a context in it. */
  readonly kubeconfig: string;
  readonly context: string;
}

export interface ReleaseIdentity {
  readonly release: string;
  readonly namespace: string;
}

export interface TemplateRequest extends ReleaseIdentity {
  /** Bytes of the verified .tgz. */
  readonly chart: Uint8Array;
  readonly values: JsonObject;
  /** Major.minor. */
  readonly kubernetes: string;
  readonly mode: "install" | "upgrade";
  readonly includeCrds: "include-crds" | "skip-crds";
  readonly apiVersions?: readonly string[];
}

export interface UpgradeRequest extends ReleaseIdentity {
  readonly target: HelmTarget;
  readonly chart: Uint8Array;
  readonly values: JsonObject;
  /** Labels for the release Secret. */
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  readonly historyMax: number;
  readonly timeoutSeconds: number;
  readonly onFailure: "leave" | "rollback";
  readonly ownership: "own-objects-only" | "take-ownership";
  readonly signal?: AbortSignal;
}

export interface UninstallRequest extends ReleaseIdentity {
  readonly target: HelmTarget;
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal;
}
