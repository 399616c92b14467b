import { assertNever } from "../support/assert-never.ts";
import type { ChartSource, GitSource } from "./chart-source.ts";
import { folderStart } from "./git-address.ts";

/** One spelling per place, without credentials: a trailing slash or a default port is no other source. */
export function canonicalSource(source: ChartSource): string {
  switch (source.kind) {
    case "http": {
      const url = URL.parse(source.repo);
      if (!url) return source.repo;
      return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}${url.search}`;
    }
    case "oci":
      return `oci://${source.reference.replace(/^[^/]*/, (host) => host.toLowerCase())}`;
    case "git": {
      const path = source.path === "" ? "" : `//${encoded(source.path)}`;
      const ref = source.ref === undefined ? "" : `?ref=${encoded(source.ref)}`;
      return `git+${source.repo}${path}${ref}`;
    }
    case "local":
      return source.path;
    default:
      return assertNever(source);
  }
}

/** The source that a canonical text names; `name` is the chart's, which repositories do not say in their address. */
export function readCanonicalSource(text: string, name: string): ChartSource {
  if (text.startsWith("oci://")) return { kind: "oci", reference: text.slice("oci://".length), name };
  if (text.startsWith("git+")) return readGitSource(text);
  if (/^https?:\/\//.test(text)) return { kind: "http", repo: text, name };
  return { kind: "local", path: text };
}

/** What `canonicalSource` has written; what people write is read by `readGitAddress`, which refuses more. */
function readGitSource(text: string): GitSource {
  const [address = "", query] = text.slice("git+".length).split("?", 2);
  const cut = folderStart(address);
  const ref = /^ref=(.*)$/.exec(query ?? "")?.[1];
  return {
    kind: "git",
    repo: cut === -1 ? address : address.slice(0, cut),
    path: cut === -1 ? "" : decoded(address.slice(cut + "//".length)),
    ...(ref === undefined ? {} : { ref: decoded(ref) }),
  };
}

/** Readable where an address allows it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%2B", "+").replaceAll("%40", "@");
}

/** A lock that was edited by hand may hold anything; what is no encoding stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
