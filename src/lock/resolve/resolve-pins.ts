import type { ChartArchives } from "../../outside/charts/chart-archives.ts";
import { AddonsError, type ErrorKind } from "../../support/addons-error.ts";
import { mapLimit } from "../../support/limit.ts";
import type { Problem } from "../../support/problem.ts";
import { acceptChanged, assertAccepted } from "./accept-changed.ts";
import { isNamed, type LockRequest } from "../lock-request.ts";
import type { Lockfile } from "../lockfile.ts";
import { pinKey, pinOf, readPinKey } from "../pin-key.ts";
import { lookUpOnce, type ChartLookup } from "./chart-lookup.ts";
import { canKeep, type Resolved, type ResolvedPin } from "./resolve-pin.ts";
import { resolveWithSubcharts } from "../subcharts/resolve-subcharts.ts";
import type { WantedChart } from "../wanted-chart.ts";

const AT_ONCE = 6;

interface Current extends Pick<LockRequest, "update"> {
  readonly before: Lockfile;
  readonly accept: readonly string[];
}

/** All pins or none: throws AddonsError with every one that cannot be made. */
export async function resolvePins(
  charts: readonly WantedChart[],
  current: Current,
  archives: ChartArchives,
): Promise<readonly Resolved[]> {
  const lookup = lookUpOnce(archives);
  const failures: { readonly wanted: WantedChart; readonly error: AddonsError }[] = [];
  const resolved = await mapLimit(charts, AT_ONCE, async (wanted): Promise<Resolved | undefined> => {
    try {
      return { wanted, pin: await resolveNamed(wanted, current, lookup) };
    } catch (error) {
      // A broken charts/sources.yaml is told once, with its own problems.
      if (!(error instanceof AddonsError) || error.code === "SOURCES-INVALID") throw error;
      failures.push({ wanted, error });
      return undefined;
    }
  });
  if (failures.length > 0) throw lockFailed(failures);
  const made = resolved.filter((pin) => pin !== undefined);
  assertAccepted(current.accept, made);
  return made;
}

async function resolveNamed(wanted: WantedChart, current: Current, lookup: ChartLookup): Promise<ResolvedPin> {
  const { before, update, accept } = current;
  if (accept.includes(wanted.addon)) return await acceptChanged(wanted, pinOf(before, wanted), lookup);
  return await resolveOne(wanted, { before, update: isNamed(wanted.addon, update) ? "move" : "keep" }, lookup);
}

/** What changes its key keeps its pin: a version for all minors that becomes one per minor, a cluster that moves to the next. */
async function resolveOne(
  wanted: WantedChart,
  current: { readonly before: Lockfile; readonly update: "keep" | "move" },
  lookup: ChartLookup,
): Promise<ResolvedPin> {
  const { before, update } = current;
  const pin = pinOf(before, wanted);
  if (pin !== undefined || update === "move") return await resolveWithSubcharts(wanted, { pin, update }, lookup);
  const inherited = Object.entries(before.addons[wanted.addon] ?? {}).find(
    ([key, other]) => readPinKey(key).environment === wanted.environment && canKeep(wanted, other),
  );
  if (inherited === undefined) return await resolveWithSubcharts(wanted, { pin, update }, lookup);
  const resolved = await resolveWithSubcharts(wanted, { pin: inherited[1], update }, lookup);
  return { reason: `as it was for ${inherited[0]}`, ...resolved };
}

/** All failures at once; a refusal decides the exit code. */
function lockFailed(failures: readonly { readonly wanted: WantedChart; readonly error: AddonsError }[]): AddonsError {
  const kinds: readonly ErrorKind[] = ["refused", "usage", "failed"];
  const kind = kinds.find((candidate) => failures.some(({ error }) => error.kind === candidate)) ?? "failed";
  const problems = failures.map(({ wanted, error }): Problem => ({
    code: error.code,
    severity: "error",
    message: `${wanted.addon} (${pinKey(wanted)}): ${error.message}`,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    at: wanted.at,
  }));
  const [first] = failures;
  if (failures.length === 1 && first) {
    const hint = first.error.hint;
    return new AddonsError(first.error.code, problems[0]?.message ?? "", {
      kind,
      problems,
      cause: first.error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return new AddonsError("LOCK-FAILED", `${failures.length} pins could not be made; the lock is unchanged`, {
    kind,
    problems,
  });
}
