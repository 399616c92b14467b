import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonValue } from "../support/json.ts";
import type { Problem, SourcePosition } from "../support/problem.ts";
import type { YamlPath } from "../support/yaml-places.ts";
import type { NamespaceSettings } from "./environment.ts";
import { offsetIn, placeIn } from "./layer.ts";
import type { Layer } from "./layer.ts";
import type { Resolver } from "./resolver.ts";

export interface NamespacesRequest {
  readonly layers: readonly Layer[];
  /** All layers merged. */
  readonly merged: JsonObject;
  readonly resolver: Resolver;
  readonly report: (problem: Problem) => void;
}

/** The `namespaces` of one cluster with references resolved; what Kubernetes would refuse in the middle of a sync is told now. */
export function namespaceSettings(request: NamespacesRequest): Readonly<Record<string, NamespaceSettings>> {
  const all = isJsonObject(request.merged["namespaces"]) ? request.merged["namespaces"] : {};
  const read = Object.entries(all).map(([name, settings]): [string, NamespaceSettings] => {
    const part = (kind: Kind): JsonValue | undefined => (isJsonObject(settings) ? settings[kind] : undefined);
    const texts = (kind: Kind): Readonly<Record<string, string>> =>
      readTexts(part(kind), { kind, path: ["namespaces", name, kind], request });
    return [name, { labels: texts("labels"), annotations: texts("annotations") }];
  });
  return Object.fromEntries(read.sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Kind = "labels" | "annotations";

interface Written {
  readonly kind: Kind;
  readonly path: YamlPath;
  readonly request: NamespacesRequest;
}

function readTexts(value: JsonValue | undefined, { kind, path, request }: Written): Readonly<Record<string, string>> {
  const { layers, resolver, report } = request;
  const entries = Object.entries(isJsonObject(value) ? value : {}).flatMap(([key, written]): [string, string][] => {
    if (typeof written !== "string") return [];
    const place = [...path, key];
    if (!isKey(key)) report(wrongKey(kind, key, placeIn(layers, place, "key")));
    const { text, state } = resolver.text(written, (_, offset) => offsetIn(layers, place, offset));
    if (kind === "labels" && state === "known" && !LABEL_VALUE.test(text))
      report(wrongValue(key, text, placeIn(layers, place)));
    return [[key, text]];
  });
  return Object.fromEntries(entries);
}

// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const KEY_NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const KEY_PREFIX = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

function isKey(key: string): boolean {
  const slash = key.indexOf("/");
  return KEY_NAME.test(key.slice(slash + 1)) && (slash < 0 || KEY_PREFIX.test(key.slice(0, slash)));
}

function wrongKey(kind: Kind, key: string, at: SourcePosition): Problem {
  return {
    code: "MANIFEST-NAME",
    severity: "error",
    message: `${JSON.stringify(key)} cannot be the key of ${kind === "labels" ? "a label" : "an annotation"}: it must be at most 63 letters, digits, dashes, underscores and dots, perhaps behind a domain and a slash`,
    hint: "write it as in team or example.com/team",
    at,
  };
}

function wrongValue(key: string, value: string, at: SourcePosition): Problem {
  return {
    code: "MANIFEST-NAME",
    severity: "error",
    message: `the label ${key} cannot be ${JSON.stringify(value)}: it must be at most 63 letters, digits, dashes, underscores and dots, and start and end with a letter or digit`,
    hint: "shorten it, or make it an annotation, which may be any text",
    at,
  };
}
