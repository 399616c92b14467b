import type { Command } from "./command.ts";
import { cacheCommand } from "./commands/cache.ts";
import { diffCommand } from "./commands/diff.ts";
import { driftCommand } from "./commands/drift.ts";
import { explainCommand } from "./commands/explain.ts";
import { graphCommand } from "./commands/graph.ts";
import { initCommand } from "./commands/init.ts";
import { lockCommand } from "./commands/lock.ts";
import { planCommand } from "./commands/plan.ts";
import { playgroundCommand } from "./commands/playground.ts";
import { renderCommand } from "./commands/render.ts";
import { schemaCommand } from "./commands/schema.ts";
import { statusCommand } from "./commands/status.ts";
import { syncCommand } from "./commands/sync.ts";
import { validateCommand } from "./commands/validate.ts";
import { valuesCommand } from "./commands/values.ts";
import { vendorCommand } from "./commands/vendor.ts";

/** Every verb, in the order of help. */
export const COMMANDS: readonly Command[] = [
  initCommand,
  validateCommand,
  lockCommand,
  vendorCommand,
  planCommand,
  syncCommand,
  driftCommand,
  statusCommand,
  graphCommand,
  renderCommand,
  valuesCommand,
  diffCommand,
  schemaCommand,
  explainCommand,
  cacheCommand,
  playgroundCommand,
];

export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((known) => known.name === name || known.alias === name);
}
