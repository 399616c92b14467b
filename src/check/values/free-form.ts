import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { YamlPath } from "../../support/yaml-places.ts";

/** Maps whose keys the user chooses, or that go into an object of Kubernetes as they are, by the name of the map. */
const FREE_FORM = new RegExp(
  [
    /^(?:node|pod|match)?(?:selectors?|labels|annotations)$/,
    /(?:selector|labels|annotations|affinity|securitycontext|resources|env|envvars|args|probe|config|configs|settings)$/,
    /^(?:limits|requests|tolerations|topologyspreadconstraints|strategy|updatestrategy|dnsconfig|data|stringdata|secrets?)$/,
    /^(?:extra|additional|custom|common)/,
    /(?:overrides?|parameters|options|map|mappings|volumeclaimtemplate|volumes?|hooks?|lifecycle|metadata|spec)$/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "i",
);

/** Whether keys below this path mean nothing to the chart, or anything. */
export function isFreeForm(path: YamlPath): boolean {
  return path.some((step) => typeof step === "string" && FREE_FORM.test(step));
}

/** Whether entries of a map are alike, so that its keys are names that somebody chose: `priorityClasses`, `schedules`. */
export function isNamedEntry(value: JsonValue, fallback: JsonObject): boolean {
  const others = Object.values(fallback);
  if (others.length === 0 || !others.every(isJsonObject) || !isJsonObject(value)) return false;
  const keys = Object.keys(value);
  return others.some((other) => keys.some((key) => Object.hasOwn(other, key)));
}
