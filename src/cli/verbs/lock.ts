import type { ConflictStages } from "../../outside/files/conflict-stages.ts";
import { lockEnvironments } from "../../lock/lock-environments.ts";
import { LOCK_FILE } from "../../lock/lockfile.ts";
import { lockText, verdict } from "../../report/lock.ts";
import type { LockDocument } from "../../report/lock-document.ts";
import { PLAIN } from "../../report/colours.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { EXIT } from "../exit-code.ts";
import type { LockInvocation, LockOutcome, LockScope } from "../project/lock-run.ts";
import { loadNamed, withoutInputs } from "../project/read-environments.ts";
import { problemFormats } from "../output/deliver-problems.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import { tellWarnings } from "../output/tell-warnings.ts";
import type { Outside } from "../outside.ts";
import { withOutside } from "../with-outside.ts";

/** `addons lock`: one lock for all environments. */
export async function lock(invocation: LockInvocation): Promise<number> {
  const mode = modeOf(invocation);
  if (mode === "merge") {
    const { mergeLockFiles } = await import("../project/merge-lock-files.ts");
    return await mergeLockFiles(invocation);
  }
  return await withOutside(invocation, async (outside) => {
    const { document, problems } = await run(mode, invocation, outside);
    const fine = verdict(document, PLAIN);
    tellWarnings(invocation, document.notes);
    await deliver(invocation, {
      ...problemFormats(invocation, { verb: "lock", problems, checked: ["addons.lock.yaml"], fine }),
      text: (colours) =>
        lockText(document, { colours, detail: invocation.voice.detail === "verbose" ? "full" : "short" }),
      json: () => jsonText(document),
    });
    return EXIT_CODES[document.result];
  });
}

const EXIT_CODES: Readonly<Record<LockDocument["result"], number>> = {
  written: EXIT.done,
  unchanged: EXIT.done,
  fresh: EXIT.done,
  verified: EXIT.done,
  stale: EXIT.differences,
  different: EXIT.differences,
  incomplete: EXIT.incomplete,
  refused: EXIT.refused,
};

type Mode = "write" | "check" | "verify" | "merge";

/** Throws AddonsError CLI-USAGE for flags that contradict each other. */
function modeOf({ flags, operands }: LockInvocation): Mode {
  const given = (["check", "update", "verify", "acceptChanged", "merge"] as const).filter((flag) => flags[flag]);
  const names = given.map((flag) => (flag === "acceptChanged" ? "--accept-changed" : `--${flag}`));
  if (given.length > 1) throw wrongUse(`${names.join(" and ")} exclude each other`, "addons lock --help");
  const [only] = given;
  if (only === "acceptChanged" && operands.length === 0) {
    const message = "--accept-changed needs the names of the add-ons whose change was reviewed";
    throw wrongUse(message, "addons lock --accept-changed ADD-ON");
  }
  if (only === "merge" && operands.length !== 3) {
    throw wrongUse("--merge needs three files", "addons lock --merge BASE OURS THEIRS, as git calls a merge driver");
  }
  if (operands.length > 0 && (only === undefined || only === "check")) {
    const message = "names of add-ons say nothing without --update, --verify or --accept-changed";
    throw wrongUse(message, `addons lock --update ${operands.join(" ")}`);
  }
  return only === "check" || only === "verify" || only === "merge" ? only : "write";
}

function wrongUse(message: string, hint: string): AddonsError {
  return new AddonsError("CLI-USAGE", message, { kind: "usage", hint });
}

async function run(mode: Exclude<Mode, "merge">, invocation: LockInvocation, outside: Outside): Promise<LockOutcome> {
  if (mode === "verify") {
    const { verifiedLock } = await import("../project/verified-lock.ts");
    return await verifiedLock(invocation, outside);
  }
  const names = invocation.flags.env.length > 0 ? invocation.flags.env : "all";
  const environments = await loadNamed(withoutInputs(invocation), outside, names);
  const scope = names === "all" ? "all-environments" : "these-environments";
  if (mode === "check") {
    const { checkedLock } = await import("../project/checked-lock.ts");
    return await checkedLock({ environments, scope }, invocation, outside);
  }
  return await written({ environments, scope }, invocation, outside);
}

async function written(scope: LockScope, invocation: LockInvocation, outside: Outside): Promise<LockOutcome> {
  const { flags, operands } = invocation;
  const update = flags.update ? (operands.length > 0 ? operands : "all") : "none";
  const accept = flags.acceptChanged ? operands : [];
  const isAsked = scope.environments.some(({ images }) => images === true);
  const finder = isAsked ? await import("../project/image-finder.ts") : undefined;
  const { written, changes, notes, merged } = await lockEnvironments(
    { ...scope, update, accept },
    {
      files: await outside.files(),
      charts: await outside.charts(),
      ...(flags.env.length === 0 && { stages: () => stagesOf(invocation, outside) }),
      ...(finder && { images: await finder.imageFinder(invocation, outside) }),
    },
  );
  return {
    document: { formatVersion: 1, result: written, changes, stale: [], notes, ...(merged && { merged }) },
    problems: notes,
  };
}

/** What git's index has of the lock; undefined where no merge is under way. */
async function stagesOf({ root, surroundings }: LockInvocation, outside: Outside): Promise<ConflictStages | undefined> {
  const { conflictStages } = await import("../../outside/files/conflict-stages.ts");
  return await conflictStages(LOCK_FILE, { root, processes: await outside.processes(), env: surroundings.env });
}
