import type { Invocation } from "./command.ts";

/** What `sync` is given. */
export type SyncInvocation = Invocation<
  | "env"
  | "allEnvs"
  | "cluster"
  | "only"
  | "withNeeds"
  | "withDependents"
  | "repair"
  | "prune"
  | "yes"
  | "noInput"
  | "concurrency"
  | "timeout"
  | "kubeconfig"
  | "context"
  | "output"
>;
