import type { Forecast } from "./finding.ts";
import { assertNever } from "../support/assert-never.ts";

/** What the next runs meet, apart from the finding itself. */
export interface ForecastContext {
  /**
   * What plain `sync` does to the release: nothing, `helm upgrade` over it, or refuse. A sync of a release that is in step
   * starts no Helm and touches no live object.
   */
  readonly release: "in-step" | "upgrades" | "refuses";
  /** The add-on asks that every sync repairs. */
  readonly repair: boolean;
  readonly applyMethod: "ssa" | "csa";
  readonly builtIn: boolean;
}

/** What happened to a live object or a field of it. */
export type Change =
  | "deleted"
  | "changed-by-other"
  | "changed-by-nobody"
  | "removed"
  | "added"
  | "cannot-be-undone"
  | "none";

/** Rules of Helm's two ways to apply: server-side refuses fields of other writers, client-side merges three ways (custom resources two ways). */
export function forecast(change: Change, context: ForecastContext): Forecast {
  const repair = repairs(change, context);
  return { sync: context.repair ? repair : syncs(change, context), repair };
}

/** For what a rule expects: left alone, though a server-side apply that names the field still meets its other owner. */
export function forecastExpected(change: Change, context: ForecastContext): Forecast {
  return { sync: syncs(change, context) === "conflicts" ? "conflicts" : "keeps", repair: "keeps" };
}

/** For information: nothing will be done about it by anybody. */
export const KEEPS: Forecast = { sync: "keeps", repair: "keeps" };

function repairs(change: Change, context: ForecastContext): Forecast["repair"] {
  if (change === "none") return "keeps";
  if (context.release === "refuses" || change === "cannot-be-undone") return "refuses";
  return change === "deleted" ? "recreates" : "reverts";
}

function syncs(change: Change, context: ForecastContext): Forecast["sync"] {
  if (context.release === "refuses") return "refuses";
  if (context.release === "in-step") return "keeps";
  switch (change) {
    case "deleted":
      return "recreates";
    case "changed-by-other":
      return context.applyMethod === "ssa" ? "conflicts" : mergedBack(context);
    case "changed-by-nobody":
    case "removed":
      return context.applyMethod === "ssa" ? "reverts" : mergedBack(context);
    case "added":
    case "cannot-be-undone":
    case "none":
      return "keeps";
    default:
      return assertNever(change);
  }
}

function mergedBack(context: ForecastContext): "reverts" | "keeps" {
  return context.builtIn ? "reverts" : "keeps";
}
