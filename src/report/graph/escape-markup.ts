import { sanitize } from "../../support/sanitize.ts";

/** Foreign text for XML and HTML, in elements and in quoted attributes; what XML cannot hold at all is left out. */
export function escapeMarkup(text: string): string {
  return sanitize(text)
    .toWellFormed()
    .replaceAll(/[\ufffe\uffff]/g, "")
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
