import { checkSelector } from "../../graph/check-selector.ts";
import { checkNames, selectAddons as selectInGraph, type AddonSelection } from "../../graph/select-addons.ts";
import { readSelector } from "../../graph/selector.ts";
import type { Addon, Environment } from "../../manifest/environment.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";

/** Flags that say which add-ons a run is about. */
export type SelectionFlag = "only" | "selector" | "withNeeds" | "withDependents";
type SelectionFlags = Invocation<SelectionFlag>["flags"];

/** Names of the add-ons of one cluster that a run is about; a cluster need not have all that --only names (see checkSelection). */
export function selectAddons(addons: readonly Addon[], flags: SelectionFlags): ReadonlySet<string> {
  return new Set(selectInGraph(addons, selectionOf(flags)).map((addon) => addon.name));
}

/** Throws AddonsError for what no selected cluster has, and for flags that say nothing alone. */
export function checkSelection(environments: readonly Environment[], flags: SelectionFlags): void {
  refuseBoth(flags);
  const { chosen } = selectionOf(flags);
  if (chosen === "all" && (flags.withNeeds || flags.withDependents)) {
    const flag = flags.withNeeds ? "--with-needs" : "--with-dependents";
    throw new AddonsError("CLI-USAGE", `${flag} says nothing without --only or --selector`, {
      kind: "usage",
      hint: `--only ADD-ON ${flag}`,
    });
  }
  if (chosen === "all") return;
  const addons = environments.flatMap(({ clusters }) => clusters.flatMap((cluster) => cluster.addons));
  if ("only" in chosen) checkNames(chosen.only, addons);
  else checkSelector(chosen.selector, addons);
}

/** On the command line they exclude each other already; two variables meet here. */
function refuseBoth({ only, selector }: SelectionFlags): void {
  if (only.length === 0 || selector === undefined) return;
  throw new AddonsError("CLI-USAGE", "--only and --selector exclude each other: use one of them", {
    kind: "usage",
    hint: "name the add-ons in the selector: -l 'name in (one, other)'; variables count, too: ADDONS_ONLY, ADDONS_SELECTOR",
  });
}

function selectionOf(flags: SelectionFlags): AddonSelection {
  const { only, selector } = flags;
  const chosen = selector !== undefined ? { selector: readSelector(selector) } : only.length > 0 ? { only } : "all";
  return {
    chosen,
    withNeeds: flags.withNeeds ? "with-needs" : "without-needs",
    withDependents: flags.withDependents ? "with-dependents" : "without-dependents",
  };
}
