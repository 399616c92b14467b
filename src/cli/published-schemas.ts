import type { JsonObject } from "../support/json.ts";

/** The schemas in schemas/ by name: parts of the program, so that `addons schema` prints what this version means. */
export const PUBLISHED_SCHEMAS: Readonly<Record<string, () => Promise<JsonObject>>> = {
  base: async () => read(await import("../../schemas/base.schema.json", { with: { type: "json" } })),
  environment: async () => read(await import("../../schemas/environment.schema.json", { with: { type: "json" } })),
  lock: async () => read(await import("../../schemas/lock.schema.json", { with: { type: "json" } })),
  sources: async () => read(await import("../../schemas/sources.schema.json", { with: { type: "json" } })),
  problems: async () => read(await import("../../schemas/problems.schema.json", { with: { type: "json" } })),
  "lock-report": async () => read(await import("../../schemas/lock-report.schema.json", { with: { type: "json" } })),
  codes: async () => read(await import("../../schemas/codes.schema.json", { with: { type: "json" } })),
  values: async () => read(await import("../../schemas/values.schema.json", { with: { type: "json" } })),
  diff: async () => read(await import("../../schemas/diff.schema.json", { with: { type: "json" } })),
  graph: async () => read(await import("../../schemas/graph.schema.json", { with: { type: "json" } })),
  plan: async () => read(await import("../../schemas/plan.schema.json", { with: { type: "json" } })),
  "sync-report": async () => read(await import("../../schemas/sync-report.schema.json", { with: { type: "json" } })),
  "drift-report": async () => read(await import("../../schemas/drift-report.schema.json", { with: { type: "json" } })),
  status: async () => read(await import("../../schemas/status.schema.json", { with: { type: "json" } })),
  event: async () => read(await import("../../schemas/event.schema.json", { with: { type: "json" } })),
  vendor: async () => read(await import("../../schemas/vendor.schema.json", { with: { type: "json" } })),
  cache: async () => read(await import("../../schemas/cache.schema.json", { with: { type: "json" } })),
  playgrounds: async () => read(await import("../../schemas/playgrounds.schema.json", { with: { type: "json" } })),
};

function read(module: { readonly default: object }): JsonObject {
  return module.default as JsonObject;
}
