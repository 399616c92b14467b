import { secretStrings } from "./secret-strings.ts";
import type { ValuesLayer } from "./values-layer.ts";

/** Secrets that layers wrote, those that a later layer replaced as well. What only names a secret is none. */
export function layerSecrets(layers: readonly ValuesLayer[]): readonly string[] {
  return layers.flatMap(({ data }) => secretStrings(data)).filter((text) => !text.includes("${"));
}
