/** The line of .gitattributes that has git ask the driver for the lock. */
const LINE = "addons.lock.yaml merge=addons-lock";

/**
 * git takes a driver that fails for a conflict, and leaves our side as it is, without markers, as if nothing were to be solved. Where `addons`
 * cannot be run, or a side is no lock, git's own merge of lines stands in.
 */
const LINES = "! grep -q '^<<<<<<< ' %A && git merge-file -L ours -L base -L theirs %A %O %B";

/** Settings of a clone: `git config NAME VALUE`. */
export const DRIVER_SETTINGS = [
  ["merge.addons-lock.name", "merges addons.lock.yaml pin by pin"],
  ["merge.addons-lock.driver", `addons lock --merge %O %A %B || { ${LINES}; }`],
] as const;

/** .gitattributes with the line; as it is when it has it. */
export function withMergeDriver(attributes: string): string {
  if (attributes.split(/\r?\n/).includes(LINE)) return attributes;
  const start = attributes === "" || attributes.endsWith("\n") ? attributes : `${attributes}\n`;
  return `${start}${LINE}\n`;
}
