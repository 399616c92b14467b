import type { Change, Comparison, SideName, Variant, What } from "../../compare/comparison.ts";
import type { ShownOrigin } from "../../compare/shown-origin.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonValue } from "../../support/json.ts";
import { leafName } from "../../values/leaf-paths.ts";
import { placeText } from "../problems/problems-text.ts";
import { inlineValue } from "../values/values-words.ts";
import { count } from "../words.ts";

/** `prod@main`, `prod` */
export function sideText({ environment, commit }: SideName): string {
  return commit === undefined ? environment : `${environment}@${commit.name}`;
}

/** `version`, `values.service.type` */
export function whatText(what: What): string {
  return what.kind === "setting" ? what.name : `values.${leafName(what.path)}`;
}

/** What a side has, on one line; pins as people speak of them. */
export function variantText({ what }: Pick<Change, "what">, { state, value }: Variant): string {
  if (state === "hidden") return "(hidden)";
  if (state === "absent" || value === undefined) return "nothing";
  if (what.kind === "setting" && what.name === "pin" && isJsonObject(value)) return pinText(value);
  return inlineValue(value);
}

function pinText({ chart, content }: { readonly [key: string]: JsonValue }): string {
  const digest = typeof content === "string" ? content.slice(0, DIGEST) : "";
  return `${String(chart as string)} (${digest})`;
}

/** Enough of `h1:…` to tell two apart. */
const DIGEST = 15;

/** `environments/base.yaml:3:5 → environments/prod.yaml:8:7`; one place when both are the same. */
export function placesText({ before, after }: Change): string {
  const [left, right] = [before, after].map((side) => side.find(({ origin }) => origin !== undefined)?.origin);
  if (left?.at !== undefined && right?.at !== undefined && placeText(left.at) === placeText(right.at)) {
    return originText(right);
  }
  return [left, right].flatMap((origin) => (origin === undefined ? [] : [originText(origin)])).join(" → ");
}

/** The places of what references name are those of vars, which are compared themselves. */
export function originText({ at, references }: ShownOrigin): string {
  const names = references.map(({ name }) => name);
  const place = at === undefined ? "" : placeText(at);
  return names.length === 0 ? place : `${place} from ${names.join(", ")}`;
}

/** Added, removed or changed, as the other formats mark it. */
export function markOf({ before, after }: Change): "+" | "-" | "~" {
  if (before.every(({ state }) => state === "absent")) return "+";
  return after.every(({ state }) => state === "absent") ? "-" : "~";
}

/** What a list has more and less, when both sides are lists; the order alone is no item. */
export function listItems({
  before,
  after,
}: Change): { readonly less: readonly string[]; readonly more: readonly string[] } | undefined {
  const [left, right] = [before, after].map((side) => (side.length === 1 ? side[0]?.value : undefined));
  if (!Array.isArray(left) || !Array.isArray(right)) return undefined;
  const texts = [left, right].map((items) => (items as readonly JsonValue[]).map((item) => inlineValue(item)));
  const [had = [], has = []] = texts;
  return { less: without(had, has), more: without(has, had) };
}

function without(items: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return items.filter((item) => {
    const at = left.indexOf(item);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** `a, b, c`, or `a, b, c and 97 more` */
export function namesText(names: readonly string[]): string {
  if (names.length <= SHOWN_NAMES + 1) return names.join(", ");
  return `${names.slice(0, SHOWN_NAMES).join(", ")} and ${names.length - SHOWN_NAMES} more`;
}

const SHOWN_NAMES = 3;

/** `2 add-ons added, 3 changed (14 values, 2 pins, 1 setting); 7 the same` */
export function summaryText(comparison: Comparison): string {
  const { addons, clusters, settings, same } = comparison;
  const of = (change: string): number => addons.filter((one) => one.change === change).length;
  const parts = [
    ...(["added", "removed", "enabled", "disabled"] as const).flatMap((change) =>
      of(change) === 0 ? [] : [`${count(of(change), "add-on")} ${change}`],
    ),
    ...(of("changed") === 0 ? [] : [`${count(of("changed"), "add-on")} changed${changesText(comparison)}`]),
    ...(settings.length === 0 ? [] : [count(settings.length, "cluster setting")]),
    ...(clusters.length === 0 ? [] : [`${count(clusters.length, "cluster")} on one side only`]),
  ];
  const rest = `${count(same, "add-on")} the same`;
  return parts.length === 0 ? `no difference; ${rest}` : `${parts.join(", ")}; ${rest}`;
}

/** Each thing of an add-on once, however many clusters have it in their own way. */
function changesText({ addons }: Comparison): string {
  const changed = addons.filter(({ change }) => change === "changed");
  const names = changed.flatMap(({ changes }) => [
    ...new Map(changes.map(({ what }) => [whatText(what), what])).values(),
  ]);
  const values = names.filter(({ kind }) => kind === "value").length;
  const pins = names.filter((what) => what.kind === "setting" && what.name === "pin").length;
  const parts = [
    [values, "value"],
    [pins, "pin"],
    [names.length - values - pins, "setting"],
  ] as const;
  return ` (${parts.flatMap(([amount, name]) => (amount === 0 ? [] : [count(amount, name)])).join(", ")})`;
}

/** How clusters were brought together, when that is not by their names. */
export function pairingText({ pairing, left, right }: Comparison): string | undefined {
  if (pairing === "by-name") return undefined;
  return `no cluster of ${sideText(left)} has the name of one of ${sideText(right)}: all were compared with all`;
}
