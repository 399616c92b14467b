import { isJsonObject } from "../support/json.ts";
import type { JsonValue } from "../support/json.ts";
import { nearest } from "../support/nearest.ts";
import { joinParts } from "./parse-reference.ts";
import type { Absence, KnownRoot, Lookup, Scope } from "./scope.ts";

interface Words {
  readonly message: string;
  readonly hint: string;
}

/** Names that a hint shows; real outputs and cluster specs have hundreds. */
const MOST = 8;

/** Why a reference leads nowhere, and the nearest name that leads somewhere. */
export function explainAbsence(
  found: Extract<Lookup, { readonly kind: "no-root" | "absent" }>,
  parts: readonly string[],
  scope: Scope,
): Words {
  const written = joinParts(parts);
  const message = `unknown reference \${${written}}`;
  if (found.kind === "no-root") return { message, hint: rootHint(parts, scope) };
  const { level, above } = found;
  const absence = level === 1 ? declaredAbsence(found.root, parts[1] ?? "") : undefined;
  if (absence !== undefined) return { message: `${message}: ${absence.why}`, hint: absence.hint };
  const before = parts.slice(0, level);
  if (!isJsonObject(above)) return belowNoMap(message, before, above);
  const known = Object.keys(above).map((key) => [...before, key]);
  return { message, hint: nameHint(parts, { level, known, scope }) };
}

function declaredAbsence({ absent }: KnownRoot, name: string): Absence | undefined {
  return absent !== undefined && Object.hasOwn(absent, name) ? absent[name] : undefined;
}

interface Level {
  readonly level: number;
  /** Names beside the missing one. */
  readonly known: readonly (readonly string[])[];
  readonly scope: Scope;
}

function nameHint(parts: readonly string[], { level, known: beside, scope }: Level): string {
  const [first = ""] = parts;
  const isOwn = first === "cluster" || first === "vars";
  const known = isOwn ? ownNames(scope) : beside;
  if (known.length === 0) return `there is nothing in ${shown(parts.slice(0, level))}`;
  const before = parts.slice(0, level);
  const names = beside.map((candidate) => candidate[level] ?? "");
  const meant = nearest(parts[level] ?? "", names);
  const start = meant === undefined ? "" : `did you mean ${shown([...before, meant, ...parts.slice(level + 1)])}? `;
  const add = first === "vars" ? `; or add ${parts.slice(1).join(".")} to the cluster's vars` : "";
  return `${start}known here: ${list(known)}${isOwn ? inputList(scope) : ""}${add}`;
}

/** A value that is there and says nothing: taking it as it is would remove a default of the chart. */
export function nullValue(parts: readonly string[]): Words {
  const written = joinParts(parts);
  return {
    message: `\${${written}} is null`,
    hint: `say what it shall be then: \${${written}:-none}, or \${${written}:-null} where null is meant`,
  };
}

/** What is there, but cannot be a part of a longer text. */
export function unfitValue(value: JsonValue, parts: readonly string[]): Words {
  const written = joinParts(parts);
  const message = `\${${written}} is ${typeWords(value)}, which cannot be a part of a text`;
  if (value === null) return { message, hint: `write \${${written}:-""} for an empty text` };
  const hint = Array.isArray(value) ? `name one item, \${${written}.0}` : "name one of its keys";
  return { message, hint: `${hint}, or let the reference be the whole value` };
}

function belowNoMap(message: string, before: readonly string[], above: JsonValue): Words {
  const what = `\${${joinParts(before)}}`;
  if (!Array.isArray(above)) {
    return { message: `${message}: ${what} is ${typeWords(above)}, which has nothing below it`, hint: `write ${what}` };
  }
  const last = above.length - 1;
  return {
    message: `${message}: ${what} is ${typeWords(above)}`,
    hint:
      last < 0
        ? "it has no items"
        : `items are named by number: ${what.slice(0, -1)}.0}${last > 0 ? ` to ${what.slice(0, -1)}.${last}}` : ""}`,
  };
}

/** A misspelt root, or a name whose root was left out. */
function rootHint(parts: readonly string[], scope: Scope): string {
  const [first = "", ...rest] = parts;
  const own = ownNames(scope);
  const bare = parts.length === 1 ? rootsWith(first, scope).map((root) => [root, first]) : [];
  const root = nearest(first, scope.keys());
  const meant = bare[0] ?? (root === undefined ? nearestOf(parts, own) : [root, ...rest]);
  const start = meant === undefined ? "" : `did you mean ${shown(meant)}? `;
  return `${start}known here: ${list(own)}${inputList(scope)}`;
}

function rootsWith(name: string, scope: Scope): readonly string[] {
  return [...scope].flatMap(([key, root]) => (root.kind === "known" && Object.hasOwn(root.data, name) ? [key] : []));
}

function ownNames(scope: Scope): readonly (readonly string[])[] {
  return ["cluster", "vars"].flatMap((name) => {
    const root = scope.get(name);
    return root?.kind === "known" ? Object.keys(root.data).map((key) => [name, key]) : [];
  });
}

function inputList(scope: Scope): string {
  const inputs = [...scope.keys()].filter((name) => name !== "cluster" && name !== "vars");
  return inputs.length === 0 ? "" : `, ${bounded(inputs.map((name) => `\${${joinParts([name])}.…}`))}`;
}

function nearestOf(parts: readonly string[], known: readonly (readonly string[])[]): readonly string[] | undefined {
  const byName = new Map(known.map((candidate) => [joinParts(candidate), candidate]));
  const meant = nearest(joinParts(parts), byName.keys());
  return meant === undefined ? undefined : byName.get(meant);
}

function list(names: readonly (readonly string[])[]): string {
  return bounded(names.map(shown));
}

function bounded(names: readonly string[]): string {
  const more = names.length - MOST;
  return more <= 0 ? names.join(", ") : `${names.slice(0, MOST).join(", ")} and ${more} more`;
}

function shown(parts: readonly string[]): string {
  return `\${${joinParts(parts)}}`;
}

function typeWords(value: JsonValue): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isJsonObject(value)) return "a map";
  if (value === null) return "null";
  return typeof value === "string" ? "a text" : typeof value === "number" ? "a number" : "true or false";
}
