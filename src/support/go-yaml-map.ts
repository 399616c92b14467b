import { parseDocument } from "yaml";
import { GO_YAML_OPTIONS, goYamlData, GoYamlError } from "./go-yaml-data.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

/** A file as Go's YAML reads it; empty where it is no map, or Go would refuse it. */
export function readGoYamlMap(bytes: Uint8Array | undefined): JsonObject {
  const document = parseDocument(new TextDecoder().decode(bytes), GO_YAML_OPTIONS);
  if (document.errors.length > 0) return {};
  try {
    const data = goYamlData(document.contents);
    return isJsonObject(data) ? data : {};
  } catch (thrown) {
    if (thrown instanceof GoYamlError) return {};
    throw thrown;
  }
}
