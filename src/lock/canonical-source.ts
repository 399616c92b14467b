import { assertNever } from "../support/assert-never.ts";
import type { ChartSource } from "../manifest/environment.ts";

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
    case "local":
      return source.path;
    default:
      return assertNever(source);
  }
}
