import type { ChartSchema } from "../../../chart/chart.ts";
import { isJsonObject } from "../../../support/json.ts";
import type { JsonValue } from "../../../support/json.ts";
import { compileSchema } from "./compile-schema.ts";
import { DEFAULT_DRAFT, draftOf } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { EngineNeeded, loadEngine } from "./go-regexp.ts";
import type { RegExpEngine } from "./go-regexp.ts";
import { loadMetaSchemas, META_URLS } from "./meta-schemas.ts";
import type { MetaSchemas } from "./meta-schemas.ts";
import { resourceAt } from "./schema-document.ts";
import { SchemaFault } from "./schema-fault.ts";
import type { SchemaNode } from "./schema-node.ts";
import { SCHEMA_URL, schemaStore } from "./schema-store.ts";
import { validateValue } from "./validate-value.ts";
import type { SchemaError } from "./visit.ts";

/** A values.schema.json, ready to look at values. */
export type ReadSchema =
  | {
      readonly kind: "read";
      /** References to other files and hosts: never followed. */
      readonly external: readonly string[];
      /** Throws EngineNeeded. */
      readonly validate: (values: JsonValue) => readonly SchemaError[];
    }
  | { readonly kind: "broken"; readonly why: string };

const known = new WeakMap<ChartSchema, Promise<ReadSchema>>();

/** What is wrong with values by a chart's schema, which is read once. */
export async function applySchema(
  schema: ChartSchema,
  values: JsonValue,
): Promise<{ readonly schema: ReadSchema; readonly errors: readonly SchemaError[] }> {
  const reading = known.get(schema) ?? withEngineIfNeeded((engine) => readSchema(schema, engine));
  known.set(schema, reading);
  let read = await reading;
  if (read.kind === "broken") return { schema: read, errors: [] };
  try {
    return { schema: read, errors: read.validate(values) };
  } catch (error) {
    if (!(error instanceof EngineNeeded)) throw error;
    const again = loadEngine().then((engine) => readSchema(schema, engine));
    known.set(schema, again);
    read = await again;
    return { schema: read, errors: read.kind === "read" ? read.validate(values) : [] };
  }
}

async function withEngineIfNeeded<T>(work: (engine: RegExpEngine | undefined) => Promise<T>): Promise<T> {
  try {
    return await work(undefined);
  } catch (error) {
    if (!(error instanceof EngineNeeded)) throw error;
    return await work(await loadEngine());
  }
}

async function readSchema(schema: ChartSchema, engine: RegExpEngine | undefined): Promise<ReadSchema> {
  const { data, broken } = schema;
  if (data === undefined) return { kind: "broken", why: broken ?? "it is empty" };
  const metaSchemas = await metaSchemasFor(data);
  try {
    return compiled(data, { metaSchemas, engine });
  } catch (error) {
    if (error instanceof SchemaFault) return { kind: "broken", why: error.message };
    throw error;
  }
}

/** Of all drafts that the schema names, and of the one that it gets when it names none. */
async function metaSchemasFor(data: JsonValue): Promise<MetaSchemas> {
  const named = JSON.stringify(data).matchAll(/https?:\/\/json-schema\.org\/[\w/-]*schema\b/g);
  const drafts = new Set<Draft>([...named].flatMap(([url]) => draftOf(url) ?? []));
  if (!isJsonObject(data) || typeof data["$schema"] !== "string" || drafts.size === 0) drafts.add(DEFAULT_DRAFT);
  const loaded = await Promise.all([...drafts].map(loadMetaSchemas));
  return new Map(loaded.flatMap((one) => [...one]));
}

interface Reading {
  readonly metaSchemas: MetaSchemas;
  readonly engine: RegExpEngine | undefined;
}

/** As Helm does: the schema by the schema of its draft first, then everything that it leads to. */
function compiled(data: JsonValue, reading: Reading): ReadSchema {
  const store = schemaStore(data, reading.metaSchemas);
  const document = store.document(SCHEMA_URL);
  checkByDraft(data, resourceAt(document, "").draft, reading);
  const node = compileSchema(SCHEMA_URL, {
    store,
    engine: reading.engine,
    formats: "by-draft",
    referred: (part, { resources }, pointer) => {
      if (resources.size > 0) checkByDraft(part, resourceAt(document, pointer).draft, reading);
    },
  });
  return { kind: "read", external: [...store.external], validate: (values) => validateValue(node, values) };
}

function checkByDraft(data: JsonValue, draft: Draft, reading: Reading): void {
  const [error] = validateValue(draftNode(draft, reading), data);
  if (error === undefined) return;
  const place = error.path.map((step) => `/${step}`).join("");
  throw new SchemaFault(`#${place} is not what the draft of JSON Schema allows (${error.keyword})`);
}

const draftNodes = new Map<string, SchemaNode>();

function draftNode(draft: Draft, { metaSchemas, engine }: Reading): SchemaNode {
  const key = `${draft} ${engine === undefined ? "simple" : "engine"}`;
  const made =
    draftNodes.get(key) ??
    compileSchema(META_URLS[draft], {
      store: schemaStore({}, metaSchemas),
      engine,
      formats: "always",
      referred: () => undefined,
    });
  draftNodes.set(key, made);
  return made;
}
