import type { ChartArchives } from "../../outside/charts/chart-archives.ts";
import type { AddonsError } from "../../support/addons-error.ts";
import type { Pin } from "../lockfile.ts";
import type { Finding } from "./verify-archive.ts";

/** What it means that a pin could not be downloaded again. What is not understood was not checked: never taken for gone. */
export async function failureFinding(pin: Pin, error: AddonsError, charts: ChartArchives): Promise<Finding> {
  const { message } = error;
  if (isGone(error)) return await gone(pin, message, charts);
  if (error.code === "LOCK-DIGEST-MISMATCH") {
    return { kind: "mutated", message, hint: error.hint ?? "restore it from git", has: pin.content };
  }
  if (error.code === "CHART-INDEX-DIGEST") {
    const hint = "the archive was changed after the index was made, or on its way; ask the chart's maintainers";
    return { kind: "index-digest", message, hint, ...(pin.archive === undefined ? {} : { has: pin.archive }) };
  }
  if (error.kind === "refused" || error.code === "CHART-OTHER-CHART") return refused(pin, error);
  const hint = error.hint ?? "run it again when the source can be reached";
  return { kind: "unchecked", message: `could not be checked: ${message}`, hint };
}

function refused({ signer }: Pin, { code, message, hint }: AddonsError): Finding {
  if (signer !== undefined && /^CHART-(UN)?SIGN/.test(code)) {
    const ask = hint ?? "ask the chart's maintainers before anything of it is installed";
    return { kind: "signature-lost", message, hint: ask, has: signer };
  }
  return { kind: "refused", message, hint: hint ?? "do not use this archive; tell the chart's maintainers" };
}

const GONE_CODES: ReadonlySet<string> = new Set(["CHART-NO-VERSION", "CHART-NOT-IN-INDEX", "CHART-GIT-COMMIT"]);

/** No longer listed, or the server says that there is nothing at the address. */
function isGone({ code, cause }: AddonsError): boolean {
  if (GONE_CODES.has(code)) return true;
  const status = cause instanceof Error && "status" in cause ? cause.status : undefined;
  return status === 404 || status === 410;
}

async function gone(pin: Pin, why: string, charts: ChartArchives): Promise<Finding> {
  const copy = await charts.available(pin).catch(() => undefined);
  const [has, hint] =
    copy === undefined
      ? [
          "there is no copy of it on this computer",
          "move to another version (addons lock --update NAME), or look for a copy on another computer",
        ]
      : [
          "a verified copy is on this computer",
          "keep it in the project, or move to another version: addons lock --update NAME",
        ];
  return { kind: "gone", message: `is not at its source any more (${why}); ${has}`, hint };
}
