import type { AddonComparison, Change, Comparison, Variant } from "../../compare/comparison.ts";
import { lineDiff } from "../../support/line-diff.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Colours } from "../colours.ts";
import { foldAlike, followed, type AlikeInWords } from "./fold-alike.ts";
import {
  listItems,
  markOf,
  namesText,
  originText,
  pairingText,
  placesText,
  sideText,
  summaryText,
  variantText,
  whatText,
} from "./comparison-words.ts";

/** Longer differences take a line for each side. */
const LONGEST_LINE = 72;

export interface ComparisonStyle {
  readonly colours: Colours;
  /** `changes`: values that differ only because a var or the cluster does are named, and not shown. */
  readonly show: "changes" | "all";
}

/** What differs, by cluster setting and add-on, and a summary; what is the same is not shown. */
export function comparisonText(comparison: Comparison, style: ComparisonStyle): string {
  const { colours } = style;
  const { left, right, clusters, settings, addons, notCompared } = comparison;
  const title = colours.bold(sanitize(`${sideText(left)} → ${sideText(right)}`));
  const alone = clusters.map(({ cluster, side }) => {
    const [mark, name] = side === "left" ? ["-", sideText(left)] : ["+", sideText(right)];
    return paintMark(mark, colours)(sanitize(`${mark} cluster ${cluster} is only in ${name}`));
  });
  const pairing = pairingText(comparison);
  const blocks = [
    [title, ...(pairing === undefined ? [] : [colours.dim(sanitize(pairing))])],
    alone,
    settings.length === 0 ? [] : ["clusters", ...settings.flatMap((change) => changeLines(change, colours))],
    ...addonBlocks(addons, style),
    notCompared.map((what) => colours.yellow(sanitize(`not compared: ${what}`))),
    [summaryText(comparison)],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** A setting that differs in the same way in many add-ons, such as a default, stands once before them. */
function addonBlocks(addons: readonly AddonComparison[], style: ComparisonStyle): readonly (readonly string[])[] {
  const settings = addons.flatMap(({ addon, change, changes }) =>
    change === "changed" ? changes.filter(isSetting).map((one) => ({ addon, one })) : [],
  );
  const alike = Map.groupBy(settings, ({ one }) => JSON.stringify(one));
  const shared = [...alike].filter(([, same]) => same.length >= MANY);
  const told = new Set(shared.flatMap(([, same]) => same.map(({ one }) => one)));
  const own = addons
    .map((addon) => ({ ...addon, changes: addon.changes.filter((one) => !told.has(one)) }))
    .filter(({ change, changes }) => change !== "changed" || changes.length > 0);
  return [
    ...shared.map(([, same]) => sharedLines(same, style.colours)),
    ...own.map((addon) => addonLines(addon, style)),
  ];
}

const MANY = 3;

function isSetting({ what }: Change): boolean {
  return what.kind === "setting";
}

function sharedLines(
  same: readonly { readonly addon: string; readonly one: Change }[],
  colours: Colours,
): readonly string[] {
  const names = same.map(({ addon }) => addon).join(", ");
  const change = same.slice(0, 1).flatMap(({ one }) => changeLines(one, colours));
  return [`${colours.yellow("~")} ${sanitize(`${same.length} add-ons: ${names}`)}`, ...change];
}

function addonLines(
  { addon, change, changes }: AddonComparison,
  { colours, show }: ComparisonStyle,
): readonly string[] {
  const mark = MARKS[change];
  const words = change === "changed" ? "" : ` ${WORDS[change]}`;
  const title = paintMark(mark, colours)(`${mark} ${sanitize(addon)}`) + words;
  if (change !== "changed") return [title, ...mainLines(changes)];
  if (show === "all") return [title, ...changes.flatMap((one) => changeLines(one, colours))];
  const following = new Set(changes.filter((one) => followed(one) !== undefined));
  const others = foldAlike(changes.filter((one) => !following.has(one)));
  const lines = others.flatMap((one) => ("words" in one ? [alikeLine(one, colours)] : changeLines(one, colours)));
  return [title, ...lines, ...followLines([...following], colours)];
}

/** `~ values.region: ${vars.region} → x-${vars.region} (on a, b, c and 197 more)` */
function alikeLine({ first, words, clusters }: AlikeInWords, colours: Colours): string {
  const mark = markOf(first);
  const text = sanitize(`${whatText(first.what)}: ${words.join(" → ")} (on ${namesText(clusters)})`);
  return `  ${paintMark(mark, colours)(mark)} ${text}  ${colours.cyan(sanitize(placesText(first)))}`;
}

/** `~ from cluster.name, vars.region: values.clusterName, values.region` */
function followLines(changes: readonly Change[], colours: Colours): readonly string[] {
  if (changes.length === 0) return [];
  const names = [...new Set(changes.flatMap((change) => followed(change) ?? []))].sort();
  const values = [...new Set(changes.map(({ what }) => whatText(what)))];
  return [`  ${colours.yellow("~")} ${colours.dim(sanitize(`from ${names.join(", ")}: ${values.join(", ")}`))}`];
}

const MARKS = { added: "+", enabled: "+", removed: "-", disabled: "-", changed: "~" } as const;
const WORDS = {
  added: "is new",
  enabled: "is enabled",
  removed: "is gone",
  disabled: "is disabled",
  changed: "",
} as const;

/** Of an add-on that one side has: what it is there. */
function mainLines(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => {
    const variants = [...change.before, ...change.after].filter(({ state }) => state !== "absent");
    return sanitize(`    ${whatText(change.what)}: ${sidesText(change, variants)}`);
  });
}

function changeLines(change: Change, colours: Colours): readonly string[] {
  const mark = markOf(change);
  const name = `${paintMark(mark, colours)(mark)} ${sanitize(whatText(change.what))}`;
  const where = change.clusters === undefined ? "" : sanitize(` (on ${namesText(change.clusters)})`);
  const places = placesText(change);
  const place = places === "" ? "" : `  ${colours.cyan(sanitize(places))}`;
  const items = itemLines(change, colours) ?? textLines(change, colours);
  if (items !== undefined) return [`  ${name}:${where}${place}`, ...items];
  const short = shortText(change);
  if (short !== undefined) return [`  ${name}: ${short}${where}${place}`];
  return [`  ${name}:${where}`, ...variantLines(change, colours)];
}

/** `1 → 2`, `2` for what is new or gone; undefined when that is too long, or clusters of one side differ. */
function shortText(change: Change): string | undefined {
  const variants = [...change.before, ...change.after];
  const present = variants.filter(isThere);
  if (present.length > 1 && variants.some(({ origin, clusters }) => origin !== undefined && clusters !== undefined)) {
    return undefined;
  }
  if (variants.every(({ state }) => state === "hidden")) return "changed (hidden)";
  const shown = markOf(change) === "~" ? [change.before, change.after] : [present];
  const text = sanitize(shown.map((side) => sidesText(change, side)).join(" → "));
  return text.length > LONGEST_LINE && present.length > 1 ? undefined : text;
}

function isThere({ state }: Variant): boolean {
  return state !== "absent";
}

/** `3 (prod-eu), 2 (prod-us)` */
function sidesText(change: Change, variants: readonly Variant[]): string {
  return variants
    .map((variant) => {
      const on = variant.clusters === undefined ? "" : ` (${namesText(variant.clusters)})`;
      return `${variantText(change, variant)}${on}`;
    })
    .join(", ");
}

/** A line for each variant, with its place. */
function variantLines(change: Change, colours: Colours): readonly string[] {
  const isKept = markOf(change) === "~" ? (): boolean => true : isThere;
  const lines = [...change.before.map((one) => ["-", one] as const), ...change.after.map((one) => ["+", one] as const)]
    .filter(([, variant]) => isKept(variant))
    .map(([mark, variant]) => ({ mark, text: sanitize(`${mark} ${sidesText(change, [variant])}`), variant }));
  const widest = Math.max(0, ...lines.map(({ text }) => text.length).filter((length) => length <= LONGEST_LINE));
  return lines.map(({ mark, text, variant: { origin } }) => {
    const place = origin === undefined ? "" : `  ${colours.cyan(sanitize(originText(origin)))}`;
    return `      ${paintMark(mark, colours)(text)}${place === "" ? "" : " ".repeat(Math.max(0, widest - text.length))}${place}`;
  });
}

/** Of two lists, the items that only one has. */
function itemLines(change: Change, colours: Colours): readonly string[] | undefined {
  const items = listItems(change);
  if (items === undefined) return undefined;
  const { less, more } = items;
  if (less.length + more.length === 0) return ["      the same items in another order"];
  return [
    ...less.map((item) => `      ${colours.red(sanitize(`- ${item}`))}`),
    ...more.map((item) => `      ${colours.green(sanitize(`+ ${item}`))}`),
  ];
}

/** Of two texts of several lines, the lines that differ. */
function textLines({ before, after }: Change, colours: Colours): readonly string[] | undefined {
  const [left, right] = [before, after].map((side) => (side.length === 1 ? side[0]?.value : undefined));
  if (typeof left !== "string" || typeof right !== "string" || !`${left}${right}`.includes("\n")) return undefined;
  return lineDiff(left, right).map(({ kind, text }) => {
    if (kind === "gap") return colours.dim("      …");
    const paint = { added: colours.green, removed: colours.red, same: colours.dim }[kind];
    const mark = { added: "+", removed: "-", same: " " }[kind];
    return `      ${paint(sanitize(`${mark} ${text}`))}`.trimEnd();
  });
}

function paintMark(mark: string, colours: Colours): (text: string) => string {
  return { "+": colours.green, "-": colours.red }[mark] ?? colours.yellow;
}
