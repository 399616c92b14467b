import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../support/json.ts";
import type { Readiness } from "./not-ready.ts";

/** The value at a path of keys, undefined where anything on the way is missing or no object. */
export function field(object: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined {
  return path.reduce<JsonValue | undefined>((value, key) => (isJsonObject(value) ? value[key] : undefined), object);
}

/** A whole number, also when written as text (Argo Rollouts writes observedGeneration so). */
export function number(object: KubernetesObject, ...path: readonly string[]): number | undefined {
  const value = field(object, ...path);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}

export function text(object: KubernetesObject, ...path: readonly string[]): string | undefined {
  const value = field(object, ...path);
  return typeof value === "string" ? value : undefined;
}

/** Objects in a list field; empty when there is no list. */
export function list(object: JsonValue | undefined, ...path: readonly string[]): readonly JsonObject[] {
  const value = field(object, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function condition(object: KubernetesObject, type: string): Condition | undefined {
  const found = list(object, "status", "conditions").find((it) => it["type"] === type);
  if (found === undefined) return undefined;
  const part = (key: string): string => (typeof found[key] === "string" ? found[key] : "");
  return { type, status: part("status"), reason: part("reason"), message: part("message") };
}

/** `Reason: message`, whichever there is, else the fallback. */
export function because(found: Condition | undefined, fallback: string): string {
  const told = [found?.reason, found?.message].filter((part) => part !== undefined && part !== "");
  return told.length === 0 ? fallback : told.join(": ");
}

export const READY: Readiness = { status: "ready" };
export const progressing = (why: string): Readiness => ({ status: "progressing", why });
export const failed = (why: string): Readiness => ({ status: "failed", why });
