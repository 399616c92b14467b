import { isJsonObject } from "../support/json.ts";
import type { JsonObject, JsonScalar, JsonValue } from "../support/json.ts";
import { looksSecret } from "../support/looks-secret.ts";

/** What `${…}` may name in one cluster, by the first part: `cluster`, `vars`, and the inputs by their names. */
export type Scope = ReadonlyMap<string, ScopeRoot>;

export type ScopeRoot =
  | KnownRoot
  /** An input that was not read, because the run was told so. */
  | { readonly kind: "unread" }
  /** An input that could not be read, which was reported. */
  | { readonly kind: "failed" };

export interface KnownRoot {
  readonly kind: "known";
  readonly data: JsonObject;
  /** Top-level keys whose values may not be shown, or all of them. */
  readonly secret: "all" | readonly string[];
  /** `fixed`: every name is known to us, so that a missing one is a mistake even where a default is given. */
  readonly names: "fixed" | "open";
  /** Why a declared top-level name has no value: one clause and what to do. */
  readonly absent?: Readonly<Record<string, Absence>>;
}

export interface Absence {
  readonly why: string;
  readonly hint: string;
}

/** The roots of one cluster; inputs come by `withInputs`. */
export function clusterScope(cluster: {
  readonly name: string;
  readonly kubernetes: string;
  readonly vars: Readonly<Record<string, JsonScalar>>;
}): Scope {
  const { name, kubernetes, vars } = cluster;
  return new Map<string, ScopeRoot>([
    ["cluster", { kind: "known", data: { name, kubernetes }, secret: [], names: "fixed" }],
    ["vars", { kind: "known", data: vars, secret: [], names: "open" }],
  ]);
}

export function withInputs(scope: Scope, inputs: ReadonlyMap<string, ScopeRoot>): Scope {
  return inputs.size === 0 ? scope : new Map([...scope, ...inputs]);
}

export type Lookup =
  | { readonly kind: "found"; readonly value: JsonValue; readonly secrecy: "secret" | "open" }
  | { readonly kind: "unread" | "failed" }
  /** The first part names nothing. */
  | { readonly kind: "no-root" }
  /** `level`: index of the first part that is not there; `above`: what stands before it. */
  | { readonly kind: "absent"; readonly root: KnownRoot; readonly level: number; readonly above: JsonValue };

/** What the parts of a reference lead to: through maps by key, through lists by number from 0. */
export function lookUp(scope: Scope, parts: readonly string[]): Lookup {
  const [first = "", ...rest] = parts;
  const root = scope.get(first);
  if (root === undefined) return { kind: "no-root" };
  if (root.kind !== "known") return root;
  let value: JsonValue = root.data;
  for (const [index, part] of rest.entries()) {
    const inner: JsonValue | undefined = step(value, part);
    if (inner === undefined) return { kind: "absent", root, level: index + 1, above: value };
    value = inner;
  }
  return { kind: "found", value, secrecy: secrecy(root, rest) };
}

function step(value: JsonValue, part: string): JsonValue | undefined {
  if (Array.isArray(value)) {
    return /^(?:0|[1-9][0-9]{0,8})$/.test(part) ? (value as readonly JsonValue[])[Number(part)] : undefined;
  }
  return isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
}

function secrecy({ secret }: KnownRoot, [name, ...inner]: readonly string[]): "secret" | "open" {
  const isMarked = secret === "all" || (name === undefined ? secret.length > 0 : secret.includes(name));
  return isMarked || looksSecret(inner.at(-1) ?? name ?? "") ? "secret" : "open";
}
