import { relative, resolve } from "node:path";
import { sidesOf } from "../../lock/merge/lock-before.ts";
import { mergeLocks } from "../../lock/merge/merge-locks.ts";
import { printConflicts } from "../../lock/merge/print-conflicts.ts";
import { EXIT } from "../exit-code.ts";
import type { LockInvocation } from "./lock-run.ts";

/**
 * `addons lock --merge BASE OURS THEIRS`, as git calls a merge driver at the top of the repository: OURS becomes the merged lock. Exit 1
 * tells git of a conflict; the pins that both sides moved then stand between markers.
 */
export async function mergeLockFiles({ operands, surroundings, voice }: LockInvocation): Promise<number> {
  const { createFiles } = await import("../../outside/files/create-files.ts");
  const files = createFiles(surroundings.cwd);
  const [base = "", ours = "", theirs = ""] = operands.map((path) =>
    relative(surroundings.cwd, resolve(surroundings.cwd, path)),
  );
  const texts = await Promise.all([base, ours, theirs].map((path) => files.read(path)));
  const merged = mergeLocks(sidesOf({ base: texts[0] ?? "", ours: texts[1] ?? "", theirs: texts[2] ?? "" }));
  await files.write(ours, printConflicts(merged));
  if (merged.conflicts.length === 0) return EXIT.done;
  const pins = merged.conflicts.map(({ addon, key }) => `${addon} (${key})`).join(", ");
  voice.note(`both sides moved ${pins}; solve the conflicts of the manifest, then run \`addons lock\`\n`);
  return EXIT.failed;
}
