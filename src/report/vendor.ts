import type { VendorFinding } from "../lock/staleness/check-vendor.ts";
import type { VendorCopy } from "../lock/copies/vendor-charts.ts";
import type { PinUser } from "../lock/copies/vendored-charts.ts";
import { sanitize } from "../support/sanitize.ts";
import { bytesText } from "./bytes-text.ts";
import type { Colours } from "./colours.ts";
import { count, table } from "./words.ts";

/** What `vendor` did, or what `vendor --check` found. */
export interface VendorDocument {
  readonly formatVersion: 1;
  readonly result: "written" | "unchanged" | "fresh" | "different";
  /** Project-relative. */
  readonly folder: string;
  readonly copies: readonly VendorCopy[];
  readonly removed: readonly string[];
  /** Copies that no pin asks for. */
  readonly strays: readonly string[];
  /** Settings for git that were written. */
  readonly settings: readonly string[];
  /** Of --check. */
  readonly findings: readonly VendorFinding[];
}

export function vendorText(document: VendorDocument, colours: Colours): string {
  const { copies, settings, removed, strays, findings, folder } = document;
  const made = copies.filter(({ outcome }) => outcome !== "unchanged");
  const path = (file: string): string => sanitize(`${folder}/${file}`);
  const lines = [
    ...table(
      made.map((copy) => copyRow(copy, path(copy.file), colours)),
      "  ",
    ),
    ...made.flatMap(({ was }) =>
      was === undefined ? [] : [`  ${colours.yellow("note")}: ${sanitize(was)}; replaced`],
    ),
    ...settings.map((file) => `  ${colours.green("+ settings")}  ${path(file)}`),
    ...removed.map((file) => `  ${colours.red("- removed")}  ${path(file)}`),
    ...strays.map(
      (file) => `  ${colours.yellow("note")}: ${path(file)}: no pin asks for it; addons vendor --prune removes copies`,
    ),
    ...findings.flatMap((finding) => findingLines(finding, colours)),
    vendorVerdict(document, colours),
  ];
  return `${lines.join("\n")}\n`;
}

function copyRow({ outcome, chart, users, bytes }: VendorCopy, path: string, colours: Colours): string[] {
  const sign = outcome === "written" ? colours.green("+ written") : colours.yellow("~ replaced");
  return [sign, path, sanitize(chart), bytesText(bytes), sanitize(usersText(users))];
}

function findingLines({ kind, message, hint, users }: VendorFinding, colours: Colours): readonly string[] {
  const who = users.length === 0 ? "" : ` (${usersText(users)})`;
  return [`  ${colours.red("!")} ${kind}: ${sanitize(`${message}${who}`)}`, `      → ${sanitize(hint)}`];
}

/** `ingress prod, staging · metrics dev` */
export function usersText(users: readonly PinUser[]): string {
  const byAddon = Map.groupBy(users, ({ addon }) => addon);
  return [...byAddon].map(([addon, all]) => `${addon} ${all.map(({ key }) => key).join(", ")}`).join(" · ");
}

function vendorVerdict({ result, folder, copies, removed, findings }: VendorDocument, colours: Colours): string {
  switch (result) {
    case "fresh":
      return colours.green(`${folder}: what the lock asks for`);
    case "different":
      return `${colours.red(`${folder} is not what the lock asks for: ${count(findings.length, "finding")}`)}\n→ next: addons vendor`;
    case "unchanged":
      return `${folder}: nothing to do, ${count(copies.length, "copy", "copies")}`;
    case "written": {
      const made = copies.filter(({ outcome }) => outcome !== "unchanged").length;
      const gone = removed.length === 0 ? "" : `, ${removed.length} removed`;
      return `${folder}: ${count(made, "copy", "copies")} written${gone}, ${count(copies.length, "chart")} in all`;
    }
  }
}
