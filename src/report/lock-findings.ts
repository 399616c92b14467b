import { sanitize } from "../support/sanitize.ts";
import type { Colours } from "./colours.ts";
import type { VerifiedRecord } from "./lock-document.ts";
import { placeText } from "./problems/problems-text.ts";

/** What --verify found out about one pin: a line per finding, the two sides and the changed files below it; nothing for a pin that is well. */
export function findingLines({ chart, places, findings }: VerifiedRecord, colours: Colours): readonly string[] {
  const paint = { error: colours.red, warning: colours.yellow, info: colours.cyan };
  return findings.flatMap(({ code, severity, message, hint, has, found, files = [], at }) => [
    `  ${paint[severity](`${severity} ${code}`)}: ${sanitize(`${where(places)}: ${chart} ${message}`)}${
      at === undefined ? "" : `  ${colours.dim(placeText(at))}`
    }`,
    ...(has === undefined ? [] : [`      pinned   ${sanitize(has)}`]),
    ...(found === undefined ? [] : [`      found    ${sanitize(found)}`]),
    ...files.map((file) => `      changed  ${sanitize(file)}`),
    `      → ${sanitize(hint)}`,
  ]);
}

/** `cert-manager (dev, prod)`, for each add-on with the same chart. */
function where(places: VerifiedRecord["places"]): string {
  const keys = new Map<string, string[]>();
  for (const { addon, environment, kubernetes } of places) {
    const key = kubernetes === undefined ? environment : `${environment}/${kubernetes}`;
    keys.set(addon, [...(keys.get(addon) ?? []), key]);
  }
  return [...keys].map(([addon, of]) => `${addon} (${of.join(", ")})`).join(", ");
}
