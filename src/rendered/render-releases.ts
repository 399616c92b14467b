import type { FactsCache } from "../outside/facts/facts-cache.ts";
import type { Helm, HelmVersion } from "../outside/helm/helm.ts";
import { AddonsError } from "../support/addons-error.ts";
import { canonicalJson, type JsonObject } from "../support/json.ts";
import { mapLimit } from "../support/limit.ts";
import { sha256 } from "../support/sha256.ts";
import { addToShelf, EMPTY_SHELF, parseShelf, printShelf, type FactsShelf } from "./facts-shelf.ts";
import { readFacts } from "./read-facts.ts";
import type { RenderedFacts } from "./rendered-facts.ts";

/** One release to look into. */
export interface RenderRequest {
  readonly release: string;
  readonly namespace: string;
  /** `bytes` may be made when they are asked for. */
  readonly chart: { readonly bytes: Uint8Array; readonly content: string };
  readonly values: JsonObject;
  /** Major.minor. */
  readonly kubernetes: string;
  readonly crds: "include-crds" | "skip-crds";
  /** APIs that the cluster has beside Kubernetes' own, sorted: `group/version` and `group/version/Kind`. */
  readonly apis?: readonly string[];
}

export type RenderResult =
  | { readonly kind: "rendered"; readonly facts: RenderedFacts }
  | { readonly kind: "failed"; readonly error: AddonsError };

export interface RenderOutside {
  readonly helm: Pick<Helm, "version" | "template">;
  readonly cache: FactsCache;
  /** Renders at a time; as many as there are processors. */
  readonly atOnce: number;
  /** Told before helm is started for the first time, with how often it will be. */
  readonly starting?: (renders: number) => void;
}

/** A chart that takes longer does not end. */
const LIMIT_SECONDS = 60;
/** Changes with what `readFacts` finds, so that older facts are not taken for today's. */
const FACTS_FORMAT = 3;

/**
 * The facts of each request, in their order; equal requests share one result object. What was rendered before comes from
 * the cache: helm runs once per chart, values, release and Kubernetes minor, never again. Throws AddonsError HELM-MISSING
 * and HELM-VERSION.
 */
export async function renderReleases(
  requests: readonly RenderRequest[],
  outside: RenderOutside,
): Promise<readonly RenderResult[]> {
  const helm = await outside.helm.version();
  const wanted = requests.map((request) => ({ request, shelf: shelfName(request, helm), key: renderKey(request) }));
  const shelves = await readShelves(new Set(wanted.map(({ shelf }) => shelf)), outside);
  const missing = new Map<string, Wanted>();
  for (const want of wanted) {
    if (shelves.get(want.shelf)?.facts.has(want.key) !== true) missing.set(`${want.shelf}\n${want.key}`, want);
  }
  if (missing.size > 0) outside.starting?.(missing.size);
  const failed = await renderMissing([...missing.values()], shelves, outside);
  const results = new Map<RenderedFacts, RenderResult>();
  return wanted.map(({ shelf, key }) => {
    const facts = shelves.get(shelf)?.facts.get(key);
    if (facts === undefined) return failed.get(`${shelf}\n${key}`) ?? notThere();
    const result = results.get(facts) ?? { kind: "rendered", facts };
    results.set(facts, result);
    return result;
  });
}

interface Wanted {
  readonly request: RenderRequest;
  readonly shelf: string;
  readonly key: string;
}

/** Few clusters share values, but most share what comes of them: one file holds all that a chart makes. */
function shelfName({ chart, crds }: RenderRequest, helm: HelmVersion): string {
  return [FACTS_FORMAT, chart.content, crds, `${helm.major}.${helm.minor}`].join("\n");
}

/** 32 hex characters over what else decides the rendered text. */
function renderKey({ release, namespace, values, kubernetes, apis = [] }: RenderRequest): string {
  return sha256(`${[release, namespace, kubernetes, ...apis].join("\n")}\n${canonicalJson(values)}`).slice(0, 32);
}

async function readShelves(names: ReadonlySet<string>, { cache }: RenderOutside): Promise<Map<string, FactsShelf>> {
  const read = await mapLimit([...names], 8, async (name): Promise<[string, FactsShelf]> => {
    const text = await cache.read(name);
    return [name, text === undefined ? EMPTY_SHELF : parseShelf(text)];
  });
  return new Map(read);
}

/** Puts what was rendered on the shelves, each kept as soon as it is complete; returns what failed, by shelf and key. */
async function renderMissing(
  missing: readonly Wanted[],
  shelves: Map<string, FactsShelf>,
  outside: RenderOutside,
): Promise<ReadonlyMap<string, RenderResult>> {
  const failed = new Map<string, RenderResult>();
  const open = new Map<string, { left: number; readonly facts: Map<string, RenderedFacts> }>();
  for (const { shelf } of missing) {
    const waiting = open.get(shelf) ?? { left: 0, facts: new Map<string, RenderedFacts>() };
    waiting.left += 1;
    open.set(shelf, waiting);
  }
  await mapLimit(missing, outside.atOnce, async ({ request, shelf, key }) => {
    const result = await render(request, outside);
    const waiting = open.get(shelf);
    if (result.kind === "failed") failed.set(`${shelf}\n${key}`, result);
    else waiting?.facts.set(key, result.facts);
    if (waiting === undefined || --waiting.left > 0 || waiting.facts.size === 0) return;
    // Another run may have put something there since it was read; what that one loses is rendered again.
    const full = addToShelf(shelves.get(shelf) ?? EMPTY_SHELF, waiting.facts);
    shelves.set(shelf, full);
    await outside.cache.keep(shelf, printShelf(full));
  });
  return failed;
}

async function render(request: RenderRequest, { helm }: RenderOutside): Promise<RenderResult> {
  const { release, namespace, chart, values, kubernetes, crds, apis } = request;
  try {
    const manifest = await helm.template({
      release,
      namespace,
      chart: chart.bytes,
      values,
      kubernetes,
      mode: "install",
      includeCrds: crds,
      ...(apis !== undefined && { apiVersions: apis }),
      limitSeconds: LIMIT_SECONDS,
    });
    return { kind: "rendered", facts: readFacts(manifest, namespace) };
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    return { kind: "failed", error };
  }
}

function notThere(): never {
  throw new Error("renderReleases lost a result");
}
