/** The line of .gitattributes that has git ask the driver for the lock. */
const LINE = "addons.lock.yaml merge=addons-lock";

/** Settings of a clone: `git config NAME VALUE`. */
export const DRIVER_SETTINGS = [
  ["merge.addons-lock.name", "merges addons.lock.yaml pin by pin"],
  ["merge.addons-lock.driver", "addons lock --merge %O %A %B"],
] as const;

/** .gitattributes with the line; as it is when it has it. */
export function withMergeDriver(attributes: string): string {
  if (attributes.split(/\r?\n/).includes(LINE)) return attributes;
  const start = attributes === "" || attributes.endsWith("\n") ? attributes : `${attributes}\n`;
  return `${start}${LINE}\n`;
}
