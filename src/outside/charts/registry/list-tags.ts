import { isJsonObject } from "../../../support/json.ts";
import { chartError } from "../archive/chart-error.ts";
import type { AskRegistry, RegistryAnswer } from "./connect-registry.ts";
import type { Reference } from "./reference.ts";

const MAX_PAGE = 8 * 1024 * 1024;
const MAX_PAGES = 200;

/** Every tag of a repository, over all pages, in the order of the registry. */
export async function listTags(reference: Reference, ask: AskRegistry): Promise<readonly string[]> {
  const tags: string[] = [];
  const seen = new Set<string>();
  const what = `versions of ${reference.shown}`;
  for (let path: string | undefined = "tags/list?n=1000"; path !== undefined;) {
    if (seen.has(path) || seen.size === MAX_PAGES) {
      const why = seen.has(path)
        ? "a page of tags names itself as the next one"
        : `more than ${MAX_PAGES} pages of tags`;
      throw chartError("CHART-REGISTRY", `${reference.shown}: ${why}`, "tell those who run the registry");
    }
    seen.add(path);
    const answer: RegistryAnswer = await ask({ reference, path, what, maxBytes: MAX_PAGE });
    tags.push(...parseTags(answer.bytes, reference.shown));
    path = nextPage(answer);
  }
  return tags;
}

/**
 * `</v2/NAME/tags/list?last=x&n=1000>; rel="next"`. Registries behind a proxy name their inner host or plain http in it,
 * so only path and query are taken; the next request goes where this one went.
 */
function nextPage({ headers, url }: RegistryAnswer): string | undefined {
  const found = /<([^>]*)>\s*;[^,<]*\brel="?next"?/i.exec([headers["link"] ?? ""].flat().join(","));
  const next = found?.[1] === undefined ? null : URL.parse(found[1], url);
  return next ? next.pathname + next.search : undefined;
}

/** A repository that lost its last tag has `null`. */
function parseTags(bytes: Buffer, shown: string): readonly string[] {
  try {
    const data: unknown = JSON.parse(bytes.toString("utf8"));
    const tags = isJsonObject(data) ? (data["tags"] ?? []) : undefined;
    if (Array.isArray(tags)) return tags.filter((tag) => typeof tag === "string");
  } catch {
    // Told below.
  }
  throw chartError("CHART-REGISTRY", `${shown}: the answer is not a list of tags; is this a registry?`);
}
