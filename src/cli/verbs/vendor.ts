import { checkVendor } from "../../lock/staleness/check-vendor.ts";
import { frozenLock } from "../../lock/frozen-lock.ts";
import { lockName } from "../../lock/pin-key.ts";
import { vendorCharts, type VendorRequest } from "../../lock/copies/vendor-charts.ts";
import { vendoredCharts, vendoredFor } from "../../lock/copies/vendored-charts.ts";
import { vendorText, type VendorDocument } from "../../report/vendor.ts";
import { VENDOR_FOLDER } from "../../sources/vendored-name.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import type { Outside } from "../outside.ts";
import { loadNamed, selectedNames, withoutInputs } from "../project/read-environments.ts";
import { withOutside } from "../with-outside.ts";

type VendorInvocation = Invocation<"env" | "allEnvs" | "var" | "check" | "prune" | "offline" | "output">;

/** `addons vendor`: the locked charts as files of the project. */
export async function vendor(invocation: VendorInvocation): Promise<number> {
  const { flags } = invocation;
  if (flags.check && flags.prune) {
    const hint = "addons vendor --check";
    throw new AddonsError("CLI-USAGE", "--check changes nothing, so --prune says nothing", { kind: "usage", hint });
  }
  return await withOutside(invocation, async (outside) => {
    const request = await requestOf(invocation, outside);
    const document = flags.check ? await checked(request, outside) : await copied(request, outside);
    await deliver(invocation, {
      text: (colours) => vendorText(document, colours),
      json: () => jsonText(document),
    });
    return document.result === "different" ? EXIT.differences : EXIT.done;
  });
}

/** The lock must be what the manifest asks for: copies of a stale one would be copies of yesterday. */
async function requestOf(invocation: VendorInvocation, outside: Outside): Promise<VendorRequest> {
  const names = await selectedNames(invocation, outside, "all");
  const environments = await loadNamed(withoutInputs(invocation), outside, names);
  const lock = await frozenLock(environments, { files: await outside.files(), charts: await outside.charts() });
  return {
    lock,
    environments: names === "all" ? "all" : environments.map(lockName),
    strays: invocation.flags.prune ? "remove" : "keep",
  };
}

const NOTHING = { formatVersion: 1, folder: VENDOR_FOLDER, copies: [], removed: [], strays: [], settings: [] } as const;

async function checked(request: VendorRequest, outside: Outside): Promise<VendorDocument> {
  const findings = await checkVendor(request, await outside.vendor());
  const isNeeded = vendoredFor(vendoredCharts(request.lock), request.environments).length > 0;
  if (findings === undefined && isNeeded) {
    const hint = "run `addons vendor` and commit the folder";
    throw new AddonsError("VENDOR-NONE", `there is no ${VENDOR_FOLDER}`, { kind: "stale", hint });
  }
  const all = findings ?? [];
  return { ...NOTHING, result: all.length === 0 ? "fresh" : "different", findings: all };
}

async function copied(request: VendorRequest, outside: Outside): Promise<VendorDocument> {
  const report = await vendorCharts(request, { charts: await outside.originals(), vendor: await outside.vendor() });
  const isChanged =
    report.removed.length + report.settings.length > 0 || report.copies.some(({ outcome }) => outcome !== "unchanged");
  return { ...NOTHING, ...report, result: isChanged ? "written" : "unchanged", findings: [] };
}
