import { chartError } from "../archive/chart-error.ts";
import { isLoopback } from "../transfer/url.ts";

/** Where one repository of an OCI registry is. */
export interface Reference {
  /** `host[:port]`, as logins are kept. */
  readonly host: string;
  /** On this computer: plain http may be spoken to it. */
  readonly isLocal: boolean;
  /** Path and chart name. */
  readonly name: string;
  /** For messages. */
  readonly shown: string;
}

/** `host[:port]/path/name`, without scheme, tag and digest. */
export function parseReference(text: string): Reference {
  const found = /^([A-Za-z0-9.-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)$/.exec(text);
  if (!found?.[1] || !found[2]) {
    throw chartError("CHART-SOURCE-ADDRESS", `oci://${text}: not a registry address such as oci://host/path/name`);
  }
  const host = DOCKER_HUB.includes(found[1]) ? "registry-1.docker.io" : found[1];
  const hostname = URL.parse(`http://${host}`)?.hostname ?? host;
  return { host, isLocal: isLoopback(hostname), name: found[2], shown: `oci://${text}` };
}

/** Names that people and clients write for the one registry behind them. */
const DOCKER_HUB: readonly string[] = ["docker.io", "index.docker.io"];
