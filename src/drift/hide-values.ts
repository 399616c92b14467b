import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonValue } from "../support/json.ts";
import { looksSecret, secretStrings } from "../values/secret-strings.ts";
import type { ObjectDifference } from "./object-differences.ts";
import { elementKeys, pointerSegments } from "./field-path.ts";
import { isSecret } from "./normalise.ts";

const MASK = "(hidden)";
const LAST_APPLIED = "f:kubectl.kubernetes.io/last-applied-configuration";

/** Nothing of the difference's values may be shown: content of a Secret, or of a field named like one. */
export function hidesValues(
  object: { readonly apiVersion: string; readonly kind: string },
  difference: Pick<ObjectDifference, "elements">,
): boolean {
  const { elements } = difference;
  if (elements.includes(LAST_APPLIED)) return true;
  if (isSecret(object)) return !(elements[0] === "f:metadata" && elements[1] === "f:labels");
  const last = elements.at(-1) ?? "";
  if (last.startsWith("f:") && looksSecret(last.slice(2))) return true;
  return elements.some((element) => {
    const name = elementKeys(element)?.["name"];
    return elements.includes("f:env") && typeof name === "string" && looksSecret(name);
  });
}

/** The same for a JSON pointer into values. */
export function hidesPointer(pointer: string): boolean {
  return pointerSegments(pointer).some((segment) => looksSecret(segment));
}

/** The value with everything masked that is named like a secret or holds one of the known secret strings. */
export function maskValue(value: JsonValue, known: ReadonlySet<string>): JsonValue {
  if (typeof value === "string") return holdsSecret(value, known) ? MASK : value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => maskValue(item, known));
  if (!isJsonObject(value)) return value;
  const variable = typeof value["name"] === "string" && looksSecret(value["name"]);
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => {
      const hide = typeof below === "string" && (looksSecret(key) || (variable && key === "value"));
      return [key, hide ? MASK : maskValue(below, known)];
    }),
  );
}

/** What no finding of a release may show: secrets among its values, and all that its Secrets hold. */
export function knownSecrets(values: readonly JsonValue[], objects: readonly KubernetesObject[]): ReadonlySet<string> {
  const fromValues = values.flatMap((one) => secretStrings(one));
  const fromSecrets = objects.filter((object) => isSecret(object)).flatMap((object) => secretData(object));
  return new Set([...fromValues, ...fromSecrets]);
}

/** Encoded and decoded; short strings (`true`, `8080`) are too common to hide. */
function secretData(object: KubernetesObject): readonly string[] {
  const { data, stringData } = object as Readonly<Record<string, JsonValue | undefined>>;
  const encoded = texts(data);
  const plain = [...texts(stringData), ...encoded.map((text) => Buffer.from(text, "base64").toString("utf8"))];
  return [...encoded, ...plain].filter((text) => text.length >= 6);
}

function texts(map: JsonValue | undefined): readonly string[] {
  return isJsonObject(map) ? Object.values(map).filter((value) => typeof value === "string") : [];
}

function holdsSecret(text: string, known: ReadonlySet<string>): boolean {
  for (const secret of known) if (text.includes(secret)) return true;
  return false;
}
