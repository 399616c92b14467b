import { chartError, refusedChart } from "../archive/chart-error.ts";
import { showUrl } from "../transfer/url.ts";

/** Relative addresses as Helm resolves them: below the repository's path, with its query; one with a query of its own keeps that. */
export function inRepository(repo: string, reference: string): string {
  const base = URL.parse(repo);
  if (!base || !["http:", "https:"].includes(base.protocol)) {
    throw chartError("CHART-SOURCE-ADDRESS", `${showUrl(repo)}: not an http or https address`);
  }
  if (base.username !== "" || base.password !== "") {
    throw refusedChart(
      "CHART-SOURCE-ADDRESS",
      `${showUrl(repo)}: holds a user name or password`,
      "take it out; logins are read from Helm's registry/config.json and Docker's config.json (docs/charts.md)",
    );
  }
  const { search } = base;
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  const resolved = URL.parse(reference, base);
  if (!resolved || !["http:", "https:"].includes(resolved.protocol)) {
    throw chartError(
      "CHART-SOURCE-ADDRESS",
      `${showUrl(repo)}: lists an address that is not http or https: ${showUrl(reference)}`,
    );
  }
  if (!isAbsolute(reference) && resolved.search === "") resolved.search = search;
  // A login in an index is nobody's; it would be sent as ours.
  resolved.username = "";
  resolved.password = "";
  return resolved.href;
}

function isAbsolute(reference: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(reference);
}

/** The part of `url` below the repository, undefined when it lies elsewhere. */
export function belowRepository(repo: string, url: string): string | undefined {
  const base = inRepository(repo, "").replace(/\?.*$/, "");
  return url.startsWith(base) ? url.slice(base.length) : undefined;
}
