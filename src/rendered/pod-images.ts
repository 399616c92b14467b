import { isBuiltInGroup } from "../graph/built-in-groups.ts";
import { isJsonObject } from "../support/json.ts";
import type { JsonObject } from "../support/json.ts";
import { groupOf } from "./cluster-scoped.ts";
import { podSpec } from "./pod-uses.ts";
import { mapAt, mapsAt, textAt } from "./tree.ts";

/**
 * Images of the pods that an object makes, as they are written: of containers of every sort and of image volumes. Of a
 * custom resource those of each pod template in it; what else its controller makes of it is not known here.
 */
export function podImages(
  object: unknown,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): readonly string[] {
  const pod = podSpec(object, kind);
  if (pod !== undefined) return imagesOf(pod);
  return isBuiltInGroup(groupOf(apiVersion)) ? [] : podTemplates(object).flatMap(imagesOf);
}

function imagesOf(pod: JsonObject): readonly string[] {
  const containers = ["initContainers", "containers", "ephemeralContainers"].flatMap((key) => mapsAt(pod, key));
  return [
    ...containers.flatMap((container) => textAt(container, "image") ?? []),
    ...mapsAt(pod, "volumes").flatMap((volume) => textAt(volume, "image", "reference") ?? []),
  ];
}

/**
 * The specifications of pods under keys such as `template` and `podTemplate`, at any depth. Elsewhere what looks like one
 * may be a pattern that pods are compared with.
 */
function podTemplates(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(podTemplates);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    const spec = /template$/i.test(key) ? mapAt(below, "spec") : {};
    return mapsAt(spec, "containers").length > 0 ? [spec] : podTemplates(below);
  });
}
