import type { SyncEvent } from "../../sync/event.ts";
import { planRecord, type PlanRecord } from "../json.ts";

type Planned = Extract<SyncEvent, { readonly type: "planned" }>;

/** An event as one JSON line has it: with its environment, and plans without values. */
export type EventRecord = { readonly environment: string } & (
  | Exclude<SyncEvent, { readonly type: "planned" }>
  | (Omit<Planned, "plan"> & { readonly plan: PlanRecord })
);

export function eventRecord(environment: string, event: SyncEvent): EventRecord {
  return event.type === "planned" ? { environment, ...event, plan: planRecord(event.plan) } : { environment, ...event };
}
