import { checkLock } from "../../lock/check-lock.ts";
import { lockEnvironments } from "../../lock/lock-environments.ts";
import { readLock } from "../../lock/read-lock.ts";
import type { Environment } from "../../manifest/environment.ts";
import { lockText, type LockDocument } from "../../report/lock.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, withoutInputs } from "../project/read-environments.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import type { Outside } from "../outside.ts";
import { withOutside } from "../with-outside.ts";

type LockInvocation = Invocation<"check" | "update" | "var" | "output">;

/** `addons lock`: one lock for all environments. */
export async function lock(invocation: LockInvocation): Promise<number> {
  const { flags, operands } = invocation;
  if (operands.length > 0 && !flags.update) {
    throw new AddonsError("CLI-USAGE", `names of add-ons say nothing without --update`, {
      kind: "usage",
      hint: `addons lock --update ${operands.join(" ")}`,
    });
  }
  return await withOutside(invocation, async (outside) => {
    const environments = await loadNamed(withoutInputs(invocation), outside, "all");
    const document = flags.check
      ? await checked(environments, outside)
      : await locked(environments, invocation, outside);
    await deliver(invocation, {
      text: (colours) =>
        lockText(document, { colours, detail: invocation.voice.detail === "verbose" ? "full" : "short" }),
      json: () => jsonText(document),
    });
    return document.result === "stale" ? EXIT.differences : EXIT.done;
  });
}

async function checked(environments: readonly Environment[], outside: Outside): Promise<LockDocument> {
  const request = { environments, lock: await readLock(await outside.files()), scope: "all-environments" } as const;
  const stale = await checkLock(request, { charts: await outside.charts() });
  return { formatVersion: 1, result: stale.length === 0 ? "fresh" : "stale", changes: [], stale, notes: [] };
}

async function locked(
  environments: readonly Environment[],
  { flags, operands }: LockInvocation,
  outside: Outside,
): Promise<LockDocument> {
  const update = flags.update ? (operands.length > 0 ? operands : "all") : "none";
  const { written, changes, notes } = await lockEnvironments(
    { environments, update, scope: "all-environments" },
    { files: await outside.files(), charts: await outside.charts() },
  );
  return { formatVersion: 1, result: written, changes, stale: [], notes };
}
