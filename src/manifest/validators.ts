import type { ValidateFunction } from "ajv";
import { manifestAjv } from "./manifest-ajv.ts";
import { manifestSchema, type ManifestKind } from "./schema.ts";

/** One per kind of manifest. The build replaces this module by the code that ajv makes of the schemas, so that no run compiles them. */
export const validators: Readonly<Record<ManifestKind, ValidateFunction>> = {
  Base: manifestAjv().compile(manifestSchema("Base")),
  Environment: manifestAjv().compile(manifestSchema("Environment")),
};
