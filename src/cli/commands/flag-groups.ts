import type { FlagName } from "../arguments/flags.ts";

/** Which environments and clusters a verb is about. */
export const SELECTION = ["env", "allEnvs", "cluster", "var"] as const satisfies readonly FlagName[];
/** Which add-ons of them. */
export const ADDONS = ["only", "selector", "withNeeds", "withDependents"] as const satisfies readonly FlagName[];
/** How clusters are reached. */
export const CONNECTION = ["kubeconfig", "context"] as const satisfies readonly FlagName[];
