import type { Invocation } from "../command.ts";
import type { LookFlags } from "./look-at-clusters.ts";

/** What `sync` is given. */
export type SyncInvocation = Invocation<LookFlags | "repair" | "prune" | "yes" | "noInput" | "concurrency" | "timeout">;
