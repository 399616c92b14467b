import { isJsonObject, type JsonObject } from "../../../support/json.ts";

/** Content of a registry as an index or a manifest names it. */
export interface Descriptor {
  readonly mediaType: string;
  /** `sha256:<hex>`. */
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Undefined without a media type, a size or a digest that can be checked here. */
export function parseDescriptor(entry: JsonObject): Descriptor | undefined {
  const { mediaType, digest, size, artifactType, annotations } = entry;
  if (typeof mediaType !== "string" || typeof size !== "number" || size < 0) return undefined;
  if (typeof digest !== "string" || !isDigest(digest)) return undefined;
  return {
    mediaType,
    digest,
    size,
    ...(typeof artifactType === "string" ? { artifactType } : {}),
    ...(isJsonObject(annotations) ? { annotations: texts(annotations) } : {}),
  };
}

export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

function texts(map: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
