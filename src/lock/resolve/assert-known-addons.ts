import { AddonsError } from "../../support/addons-error.ts";
import { nearest } from "../../support/nearest.ts";

/** Throws AddonsError `LOCK-UNKNOWN-ADDON` for the first name that none of `known` has, with the nearest. */
export function assertKnownAddons(names: readonly string[], known: readonly { readonly addon: string }[]): void {
  const addons = new Set(known.map(({ addon }) => addon));
  const unknown = names.find((name) => !addons.has(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, addons);
  const all = addons.size === 0 ? "there is none" : `known are ${[...addons].sort().join(", ")}`;
  throw new AddonsError("LOCK-UNKNOWN-ADDON", `there is no add-on ${JSON.stringify(unknown)} in these environments`, {
    kind: "usage",
    hint: near === undefined ? all : `did you mean ${near}?`,
  });
}
