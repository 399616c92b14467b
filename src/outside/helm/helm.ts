import type { JsonObject } from "../../support/json.ts";

/** The helm command line, given only local, verified archives. */
export interface Helm {
  /** From a cache keyed by the binary's path, size and times when known, else by asking it once. */
  version(): Promise<HelmVersion>;
  /** Rendered text of all objects; talks to no cluster. */
  template(request: TemplateRequest): Promise<string>;
  /** `helm upgrade --install`; waits for hooks only. Throws AddonsError HELM-* (see helm-errors.ts). */
  upgrade(request: UpgradeRequest): Promise<void>;
  /** A release that is not there is no error. Does not wait for the objects to be gone. */
  uninstall(request: UninstallRequest): Promise<void>;
}

export interface HelmVersion {
  readonly major: 3 | 4;
  readonly minor: number;
  readonly patch: number;
}

export interface HelmTarget {
  /** A kubeconfig file, or several joined as in KUBECONFIG, and a context in it. */
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
  /** Default: hooks are rendered too. */
  readonly hooks?: "with-hooks" | "no-hooks";
  /** Default 120. */
  readonly limitSeconds?: number;
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
