import type { Use } from "./rendered-facts.ts";
import { mapsAt, valueAt } from "./tree.ts";

export const STORAGE_CLASS = { group: "storage.k8s.io", kind: "StorageClass" };

/** The StorageClasses of a PersistentVolumeClaim, and of those that a StatefulSet makes. */
export function claimUses(object: unknown, kind: string): readonly Use[] {
  if (kind === "PersistentVolumeClaim") return storageClass(object);
  if (kind === "StatefulSet") return mapsAt(object, "spec", "volumeClaimTemplates").flatMap(storageClass);
  return [];
}

/** None named means the default class; an empty name means none at all. */
export function storageClass(claim: unknown): readonly Use[] {
  const name = valueAt(claim, "spec", "storageClassName");
  if (name === undefined || name === null) return [STORAGE_CLASS];
  return typeof name === "string" && name !== "" ? [{ ...STORAGE_CLASS, name }] : [];
}
