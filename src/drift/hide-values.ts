import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonValue } from "../support/json.ts";
import { looksSecret } from "../support/looks-secret.ts";
import { secretStrings } from "../values/secret-strings.ts";
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

/** Strings that no finding of a release may show. */
export interface KnownSecrets {
  /** Hidden wherever they occur in a text. */
  readonly anywhere: ReadonlySet<string>;
  /** Hidden where they are the whole text: a user name in a Secret may be an ordinary word. */
  readonly whole: ReadonlySet<string>;
}

/** The secrets among a release's values, and all that its Secrets hold. */
export function knownSecrets(values: readonly JsonValue[], objects: readonly KubernetesObject[]): KnownSecrets {
  const fromValues = values.flatMap((one) => secretStrings(one));
  const fromSecrets = objects.filter((object) => isSecret(object)).flatMap((object) => secretData(object));
  const long = fromSecrets.filter((text) => text.length >= LONG_SECRET);
  const encoded = fromValues.map((text) => Buffer.from(text).toString("base64"));
  return { anywhere: new Set([...fromValues, ...encoded, ...long]), whole: new Set(fromSecrets) };
}

/** The value with everything masked that is named like a secret or holds a known one. */
export function maskValue(value: JsonValue, known: KnownSecrets): JsonValue {
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

const LONG_SECRET = 12;

/** Encoded and decoded. */
function secretData(object: KubernetesObject): readonly string[] {
  const { data, stringData } = object as Readonly<Record<string, JsonValue | undefined>>;
  const encoded = texts(data);
  return [...encoded, ...texts(stringData), ...encoded.map((text) => Buffer.from(text, "base64").toString("utf8"))];
}

function texts(map: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(map)) return [];
  return Object.values(map).filter((value): value is string => typeof value === "string" && value !== "");
}

function holdsSecret(text: string, known: KnownSecrets): boolean {
  if (known.whole.has(text)) return true;
  for (const secret of known.anywhere) if (text.includes(secret)) return true;
  return false;
}
