import { ignoredConflicts } from "../drift/ignored-conflicts.ts";
import type { Addon } from "../manifest/environment.ts";
import type { Clock } from "../outside/system/system.ts";
import { AddonsError } from "../support/addons-error.ts";
import { isoTime } from "../support/iso-time.ts";

/** A field that an ignore rule covers is one that a repair leaves alone: advising one would lead nowhere. */
export function explainConflict(error: unknown, addon: Addon, clock: Pick<Clock, "now">): unknown {
  if (!(error instanceof AddonsError) || error.code !== "HELM-CONFLICT") return error;
  const fields = ignoredConflicts(error.message, addon.driftIgnore, isoTime(clock.now()).slice(0, 10));
  if (fields.length === 0) return error;
  const [these, rule] = fields.length === 1 ? ["this field", "the rule"] : ["these fields", "the rules"];
  return new AddonsError(error.code, error.message, {
    kind: error.kind,
    hint: `drift.ignore covers ${fields.join(", ")}: let the chart not set ${these}, or remove ${rule}`,
    cause: error,
  });
}
