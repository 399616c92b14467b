import { selectAddons as selectInGraph } from "../graph/select-addons.ts";
import type { Addon, Environment } from "../manifest/environment.ts";
import { AddonsError } from "../support/addons-error.ts";
import type { Invocation } from "./command.ts";

type SelectionFlags = Invocation<"only" | "withNeeds" | "withDependents">["flags"];

/** Names of the add-ons of one cluster that a run is about; a cluster need not have all that --only names (see checkOnly). */
export function selectAddons(addons: readonly Addon[], flags: SelectionFlags): ReadonlySet<string> {
  const only = flags.only.filter((name) => addons.some((addon) => addon.name === name));
  if (flags.only.length > 0 && only.length === 0) return new Set();
  const selected = selectInGraph(addons, {
    only,
    withNeeds: flags.withNeeds ? "with-needs" : "without-needs",
    withDependents: flags.withDependents ? "with-dependents" : "without-dependents",
  });
  return new Set(selected.map((addon) => addon.name));
}

/** Throws AddonsError for a name that no selected cluster has, and for flags that say nothing without --only. */
export function checkOnly(environments: readonly Environment[], flags: SelectionFlags): void {
  if (flags.only.length === 0 && (flags.withNeeds || flags.withDependents)) {
    const flag = flags.withNeeds ? "--with-needs" : "--with-dependents";
    throw new AddonsError("CLI-USAGE", `${flag} says nothing without --only`, {
      kind: "usage",
      hint: `--only ADD-ON ${flag}`,
    });
  }
  const clusters = environments.flatMap((environment) => environment.clusters);
  const byName = new Map(clusters.flatMap((cluster) => cluster.addons).map((addon) => [addon.name, addon]));
  const { only } = flags;
  selectInGraph([...byName.values()], { only, withNeeds: "without-needs", withDependents: "without-dependents" });
}
