import type { AddonComparison, Change, Comparison, Variant } from "../../compare/comparison.ts";
import { sanitize } from "../../support/sanitize.ts";
import { foldAlike } from "./fold-alike.ts";
import {
  markOf,
  namesText,
  pairingText,
  placesText,
  sideText,
  summaryText,
  variantText,
  whatText,
} from "./comparison-words.ts";

/** For the description of a pull request: a summary, and a table for each add-on that differs. */
export function comparisonMarkdown(comparison: Comparison): string {
  const { left, right, clusters, settings, addons, notCompared } = comparison;
  const pairing = pairingText(comparison);
  const alone = clusters.map(
    ({ cluster, side }) => `- cluster ${code(cluster)} is only in ${code(sideText(side === "left" ? left : right))}`,
  );
  const blocks = [
    [`### ${code(sideText(left))} → ${code(sideText(right))}`],
    [`${plain(summaryText(comparison))}.`],
    pairing === undefined ? [] : [`${plain(pairing)}.`],
    alone,
    settings.length === 0 ? [] : ["#### Clusters", "", ...changeTable(settings)],
    ...addons.map(addonBlock),
    notCompared.map((what) => `- not compared: ${plain(what)}`),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function addonBlock({ addon, change, changes }: AddonComparison): readonly string[] {
  const title = `#### ${code(addon)}${change === "changed" ? "" : ` ${change}`}`;
  return changes.length === 0 ? [title] : [title, "", ...changeTable(changes)];
}

function changeTable(changes: readonly Change[]): readonly string[] {
  const rows = foldAlike(changes).map((one) => {
    const change = "words" in one ? one.first : one;
    const sides = "words" in one ? one.words.map(code) : [side(one, one.before), side(one, one.after)];
    const on = one.clusters === undefined ? "" : ` on ${plain(namesText(one.clusters))}`;
    const cells = [`${code(markOf(change))} ${code(whatText(change.what))}${on}`, ...sides, plain(placesText(change))];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| what | before | after | where |", "|---|---|---|---|", ...rows];
}

function side(change: Change, variants: readonly Variant[]): string {
  const shown = markOf(change) === "~" ? variants : variants.filter(({ state }) => state !== "absent");
  return shown
    .map((variant) => {
      const on = variant.clusters === undefined ? "" : ` (${plain(namesText(variant.clusters))})`;
      return `${variant.state === "present" ? code(variantText(change, variant)) : variantText(change, variant)}${on}`;
    })
    .join("<br>");
}

/** Text between backticks of a cell, whatever it holds: more backticks around it than in it. */
function code(text: string): string {
  const line = sanitize(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${line}${fence}` : `${fence} ${line} ${fence}`;
}

function plain(text: string): string {
  return sanitize(text)
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll(/[\\`*_{}[\]<>#|]/g, String.raw`\$&`);
}
