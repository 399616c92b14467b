import type { JsonObject } from "../support/json.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { YamlSource } from "../support/yaml-source.ts";

/** Values of an add-on as one file has them, references not yet resolved: a values file as a whole, or the `values` of an add-on. */
export interface ValuesLayer {
  readonly kind: "file" | "inline";
  readonly source: YamlSource;
  /** Where in the file the values stand; empty for a values file. */
  readonly prefix: YamlPath;
  readonly data: JsonObject;
}
