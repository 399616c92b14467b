import { assertNever } from "../support/assert-never.ts";
import type { ChartSource, GitSource } from "./chart-source.ts";

/** One spelling per place, without credentials: a trailing slash or a default port is no other source. */
export function canonicalSource(source: ChartSource): string {
  switch (source.kind) {
    case "http": {
      const url = URL.parse(source.repo);
      if (!url) return source.repo;
      return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}${url.search}`;
    }
    case "oci":
      return `oci://${source.reference}`;
    case "git": {
      const path = source.path === "" ? "" : `//${source.path}`;
      const ref = source.ref === undefined ? "" : `?ref=${encodeURIComponent(source.ref).replaceAll("%2F", "/")}`;
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

/** `git+URL//path?ref=REF`; the first double slash after the host ends the repository. */
export function readGitSource(text: string): GitSource {
  const [address = "", query] = text.slice("git+".length).split("?", 2);
  const start = address.indexOf("://") + "://".length;
  const cut = address.indexOf("//", start + 1);
  const ref = new URLSearchParams(query ?? "").get("ref");
  return {
    kind: "git",
    repo: cut === -1 ? address : address.slice(0, cut),
    path: cut === -1 ? "" : address.slice(cut + 2),
    ...(ref === null ? {} : { ref }),
  };
}
