import type { Addon } from "../manifest/environment.ts";
import type { Pin } from "../lock/lockfile.ts";

/** What one release of one cluster is to be: the manifest's add-on with its pin and the hash of everything that decides it. */
export interface DesiredRelease {
  readonly addon: Addon;
  readonly environment: string;
  readonly cluster: string;
  readonly pin: Pin;
  /** Exact chart name and version, from the pin. */
  readonly chartName: string;
  readonly chartVersion: string;
  /** 40 hex characters over content digest, canonical values, identity, options, Helm major.minor and, for charts that read them, capabilities. */
  readonly hash: string;
}
