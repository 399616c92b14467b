import type { JsonValue } from "../../../support/json.ts";
import type { Draft } from "./draft.ts";

/** The documents that describe one draft, by URL. */
export type MetaSchemas = ReadonlyMap<string, JsonValue>;

export const META_URLS: Readonly<Record<Draft, string>> = {
  4: "http://json-schema.org/draft-04/schema",
  6: "http://json-schema.org/draft-06/schema",
  7: "http://json-schema.org/draft-07/schema",
  2019: "https://json-schema.org/draft/2019-09/schema",
  2020: "https://json-schema.org/draft/2020-12/schema",
};

/** Loaded one by one: a chart follows one draft. */
export async function loadMetaSchemas(draft: Draft): Promise<MetaSchemas> {
  const documents = await Promise.all(LOADERS[draft].map((load) => load()));
  return new Map(
    documents.map((document): [string, JsonValue] => {
      const { $id, id } = document.default as { readonly $id?: string; readonly id?: string };
      return [($id ?? id ?? "").replace(/#$/, ""), document.default as JsonValue];
    }),
  );
}

type Loader = () => Promise<{ readonly default: unknown }>;

const LOADERS: Readonly<Record<Draft, readonly Loader[]>> = {
  4: [() => import("ajv-draft-04/dist/refs/json-schema-draft-04.json", { with: { type: "json" } })],
  6: [() => import("ajv/dist/refs/json-schema-draft-06.json", { with: { type: "json" } })],
  7: [() => import("ajv/dist/refs/json-schema-draft-07.json", { with: { type: "json" } })],
  2019: [
    () => import("ajv/dist/refs/json-schema-2019-09/schema.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2019-09/meta/core.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2019-09/meta/applicator.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2019-09/meta/validation.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2019-09/meta/meta-data.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2019-09/meta/format.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2019-09/meta/content.json", { with: { type: "json" } }),
  ],
  2020: [
    () => import("ajv/dist/refs/json-schema-2020-12/schema.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/core.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/applicator.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/validation.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/meta-data.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json", { with: { type: "json" } }),
    () => import("ajv/dist/refs/json-schema-2020-12/meta/content.json", { with: { type: "json" } }),
  ],
};
