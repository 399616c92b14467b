/** An image as a registry knows it. */
export interface ImageReference {
  /** `host[:port]/path/name`; Docker Hub's host is `docker.io`. */
  readonly repository: string;
  /** `latest` when neither tag nor digest is written. */
  readonly tag?: string;
  /** `sha256:<hex>`, when it is written: the tag beside it says nothing then. */
  readonly digest?: string;
}

const REFERENCE =
  /^(?<name>[^@]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-fA-F]{32,}))?$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+|\/)[a-z0-9]+)*$/;

/**
 * Reads a reference as container runtimes do ("familiar names" of the distribution project): without a host it is Docker
 * Hub's, and a single word there is one of `library`. Undefined for what no runtime could pull, and for digests other than
 * SHA-256.
 */
export function readImageReference(text: string): ImageReference | undefined {
  const { name, tag, digest } = REFERENCE.exec(text)?.groups ?? {};
  if (name === undefined) return undefined;
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) return undefined;
  const repository = repositoryOf(name);
  if (repository === undefined) return undefined;
  if (digest !== undefined) return { repository, digest, ...(tag === undefined ? {} : { tag }) };
  return { repository, tag: tag ?? "latest" };
}

/** Whether a name is the text of a reference to an input that was not read, and so none yet. */
export function isOfUnknownInput(image: string, values: "whole" | "part"): boolean {
  return values === "part" && image.includes("${");
}

function repositoryOf(name: string): string | undefined {
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const host = isHost ? first : "docker.io";
  const path = isHost ? name.slice(slash + 1) : name;
  if (!HOST.test(host) || !PATH.test(path)) return undefined;
  if (host !== "docker.io" && host !== "index.docker.io") return `${host}/${path}`;
  return `docker.io/${path.includes("/") ? path : `library/${path}`}`;
}
