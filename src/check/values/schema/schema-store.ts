import { isJsonObject } from "../../../support/json.ts";
import type { JsonObject, JsonValue } from "../../../support/json.ts";
import { DEFAULT_DRAFT, draftOf } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { META_URLS } from "./meta-schemas.ts";
import type { MetaSchemas } from "./meta-schemas.ts";
import { collectResources } from "./schema-document.ts";
import type { SchemaDocument } from "./schema-document.ts";
import { SchemaFault } from "./schema-fault.ts";
import { splitUrl } from "./schema-url.ts";

/** The documents that references may lead to: the chart's own, and those that describe JSON Schema. Nothing is fetched. */
export interface SchemaStore {
  /** URLs of other files and hosts that were referred to; what they say is taken to allow everything. */
  readonly external: ReadonlySet<string>;
  /** Throws SchemaFault. */
  document(url: string): SchemaDocument;
  readonly draftOf: (schema: JsonObject, fallback: Draft) => Draft;
}

/** As Helm calls the file. */
export const SCHEMA_URL = "file:///values.schema.json";

export function schemaStore(data: JsonValue, metaSchemas: MetaSchemas): SchemaStore {
  const documents = new Map<string, SchemaDocument>();
  const external = new Set<string>();
  const contents = (url: string): JsonValue => {
    const known = url === SCHEMA_URL ? data : metaSchema(url, metaSchemas);
    if (known !== undefined) return known;
    if (/^(?:https?|file):/.test(url)) external.add(url);
    // Helm takes what it cannot look up by name for a schema that allows everything.
    else if (!url.startsWith("urn:")) throw new SchemaFault(`it refers to ${url}, which Helm cannot load`);
    return true;
  };
  const draft = (schema: JsonObject, fallback: Draft): Draft => declaredDraft(schema, { fallback, contents, seen: [] });
  return {
    external,
    draftOf: draft,
    document(url) {
      const known = documents.get(url);
      if (known !== undefined) return known;
      const made: SchemaDocument = { url, data: contents(url), resources: new Map(), seen: new Set() };
      collectResources(
        { schema: made.data, pointer: "", base: url, draft: DEFAULT_DRAFT },
        { document: made, draftOf: draft },
      );
      documents.set(url, made);
      return made;
    },
  };
}

/** Both schemes name the same document. */
function metaSchema(url: string, metaSchemas: MetaSchemas): JsonValue | undefined {
  const [, path] = /^https?:\/\/(.*)$/.exec(url) ?? [];
  if (path === "json-schema.org/schema") return metaSchemas.get(META_URLS[2020]);
  return metaSchemas.get(`https://${path}`) ?? metaSchemas.get(`http://${path}`);
}

interface Declaring {
  readonly fallback: Draft;
  readonly contents: (url: string) => JsonValue;
  readonly seen: readonly string[];
}

/** A `$schema` that is not a draft itself names a document that says which draft it is about. */
function declaredDraft(schema: JsonValue, declaring: Declaring): Draft {
  const { fallback, contents, seen } = declaring;
  const declared = isJsonObject(schema) ? schema["$schema"] : undefined;
  if (typeof declared !== "string") return fallback;
  const known = draftOf(declared);
  if (known !== undefined) return known;
  const { url } = splitUrl(declared);
  if (url === SCHEMA_URL || seen.includes(url)) throw new SchemaFault(`$schema ${declared} leads to itself`);
  return declaredDraft(contents(url), { ...declaring, seen: [...seen, url] });
}
