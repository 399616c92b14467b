import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import type { YamlPath } from "../../support/yaml-places.ts";
import { pathWords } from "./values-finding.ts";
import type { ValuesFinding } from "./values-finding.ts";

/** Tags that are moved to newer images as a rule. */
const MOVING = /^(?:latest|main|master|edge|nightly|dev|develop|canary|stable|release)$/;
const IMAGE_KEY = /image$/i;
/** `registry:5000/path/name:tag`, as far as it matters here. */
const IMAGE = /^(?:[\w.-]+(?::\d+)?\/)*[\w.-]+(?::([\w.-]+))?(@sha256:[0-9a-f]{64})?$/;

/** Images among the user's values whose tag moves: pods that start later run something else. */
export function imageTags(values: JsonObject, path: YamlPath = []): readonly ValuesFinding[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const here = [...path, key];
    if (isJsonObject(value)) return [...tagOfMap(key, value, here), ...imageTags(value, here)];
    return IMAGE_KEY.test(key) && typeof value === "string" ? tagOfText(value, values, here) : [];
  });
}

function tagOfMap(key: string, image: JsonObject, path: YamlPath): readonly ValuesFinding[] {
  const { tag, digest } = image;
  const isPinned = typeof digest === "string" && digest !== "";
  if (!IMAGE_KEY.test(key) || isPinned || typeof tag !== "string" || !MOVING.test(tag)) return [];
  return [unpinned([...path, "tag"], `the tag ${tag}`)];
}

/** A tag or digest in a key beside the image counts for it. */
function tagOfText(image: string, siblings: JsonObject, path: YamlPath): readonly ValuesFinding[] {
  const found = IMAGE.exec(image);
  if (!found || found[2] !== undefined || Object.entries(siblings).some(isTag)) return [];
  const [, tag] = found;
  if (tag === undefined) return [unpinned(path, "no tag")];
  return MOVING.test(tag) ? [unpinned(path, `the tag ${tag}`)] : [];
}

function isTag([key, value]: readonly [string, JsonValue]): boolean {
  return /(?:tag|version|digest)$/i.test(key) && value !== "" && value !== null;
}

function unpinned(path: YamlPath, what: string): ValuesFinding {
  return {
    code: "VALUES-IMAGE-UNPINNED",
    severity: "info",
    path,
    part: "value",
    message: `${pathWords(path)} has ${what}: what runs may change without a change here`,
    hint: "name a version, or a digest (@sha256:…)",
  };
}
