import type { Problem } from "../support/problem.ts";

/** addons.lock.yaml as data: add-on, then environment, then one pin. */
export interface Lockfile {
  readonly lockVersion: 1;
  readonly addons: Readonly<Record<string, Readonly<Record<string, Pin>>>>;
}

/** Where one chart of one environment comes from, to the byte. Field order is the order in the file. */
export interface Pin {
  /** `name@version`, exact. */
  readonly chart: string;
  /** The constraint as the manifest has it; absent for a local chart. */
  readonly wants?: string;
  /** Canonical URL without credentials, `oci://host/path/name`, or a project-relative folder. */
  readonly source: string;
  /** `sha256:<hex>` of the .tgz (HTTP and OCI). */
  readonly archive?: string;
  /** `sha256:<hex>` of the OCI manifest. */
  readonly manifest?: string;
  /** The commit of a git source, or of this repository for a folder that an environment holds back; hex. */
  readonly commit?: string;
  /** `h1:<base64>`: Go's dirhash of the file tree, time stamps of Chart.lock left out; without what `subcharts` adds to it. */
  readonly content: string;
  readonly appVersion?: string;
  readonly kubeVersion?: string;
  /** Who signed it when it was locked: `pgp:<FINGERPRINT>`, `cosign:sha256:<hex of the key>`, `sigstore:<identity>`. */
  readonly signer?: string;
  /**
   * What the Chart.yaml of a folder, here or in git, depends on and the folder does not carry: one per chart, source and
   * constraint, sorted by chart. Helm gets the folder with `charts/NAME-VERSION.tgz` for each.
   */
  readonly subcharts?: readonly SubchartPin[];
  /** Digest per image reference that the rendered chart names; sorted, only where the environment asks for it. */
  readonly images?: Readonly<Record<string, string>>;
}

/** A dependency of a local or git chart; `wants` is the constraint of that chart's Chart.yaml. */
export type SubchartPin = Omit<Pin, "appVersion" | "kubeVersion" | "images">;

export const LOCK_FILE = "addons.lock.yaml";

export type LockRead =
  | { readonly kind: "missing" }
  | { readonly kind: "read"; readonly lock: Lockfile; readonly text: string }
  | {
      readonly kind: "broken";
      readonly problems: readonly Problem[];
      /** Set when the data is sound and only the text is not as `addons lock` writes it. */
      readonly salvage?: { readonly lock: Lockfile; readonly text: string };
    };

/** `name` and `version` of a pin's chart; versions hold no `@`. */
export function chartOfPin(pin: Pin): { readonly name: string; readonly version: string } {
  const at = pin.chart.lastIndexOf("@");
  return { name: pin.chart.slice(0, at), version: pin.chart.slice(at + 1) };
}
