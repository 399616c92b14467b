import { AddonsError } from "../../support/addons-error.ts";
import type { Command } from "../command.ts";

/** Wrong use of the command line: what is wrong, then the usage line (exit 64). */
export function usageError(message: string, command?: Command, hint?: string): AddonsError {
  const help = command === undefined ? "addons --help" : `addons ${command.name} --help`;
  const use = command === undefined ? "addons VERB [FLAGS]" : usageLine(command);
  const next = hint === undefined ? help : `${hint}  (all of it: ${help})`;
  return new AddonsError("CLI-USAGE", `${message}\nusage: ${use}`, { kind: "usage", hint: next });
}

export function usageLine(command: Command): string {
  return ["addons", command.name, command.operands, command.flags.length === 0 ? undefined : "[FLAGS]"]
    .filter((word) => word !== undefined)
    .join(" ");
}
