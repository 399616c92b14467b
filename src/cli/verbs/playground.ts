import type { PlaygroundStatus, Playgrounds } from "../../outside/playground/playgrounds.ts";
import { playgroundsDocument, playgroundsText } from "../../report/playground.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { playgroundName } from "../clusters/connect-cluster.ts";
import { EXIT } from "../exit-code.ts";
import { loadNamed, selectClusters, selectedNames, withoutInputs } from "../project/read-environments.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import type { Outside } from "../outside.ts";
import { placesOf } from "../project/open-project.ts";
import { withOutside } from "../with-outside.ts";

type PlaygroundInvocation = Invocation<"env" | "allEnvs" | "cluster" | "var" | "output">;

/** `addons playground up|down|status`. */
export async function playground(invocation: PlaygroundInvocation): Promise<number> {
  const action = ACTIONS[invocation.operands[0] ?? ""];
  if (action === undefined) {
    throw new AddonsError("CLI-USAGE", `say what to do with the playground: up, down or status`, {
      kind: "usage",
      hint: "addons playground up",
    });
  }
  return await withOutside(invocation, async (outside) => {
    const playgrounds = await outside.playgrounds();
    const statuses = await action({ invocation, outside, playgrounds });
    await deliver(invocation, {
      text: (colours) => playgroundsText(statuses, colours),
      json: () => jsonText(playgroundsDocument(statuses)),
    });
    return EXIT.done;
  });
}

interface Run {
  readonly invocation: PlaygroundInvocation;
  readonly outside: Outside;
  readonly playgrounds: Playgrounds;
}

const ACTIONS: Readonly<Record<string, (run: Run) => Promise<readonly PlaygroundStatus[]>>> = { up, down, status };

async function up(run: Run): Promise<readonly PlaygroundStatus[]> {
  const names = await namesOf(run);
  if (names.length === 0) {
    throw new AddonsError("CLI-NO-PLAYGROUND", "no selected cluster is a playground", {
      kind: "usage",
      hint: "write `playground: true` for a cluster, or select its environment with --env",
    });
  }
  const statuses: PlaygroundStatus[] = [];
  for (const name of names) {
    statuses.push(await run.playgrounds.up(name, (message) => run.invocation.voice.progress(`${name}: ${message}`)));
  }
  return statuses;
}

/** Without a selection: every playground of the project, also those whose manifest is gone. */
async function down(run: Run): Promise<readonly PlaygroundStatus[]> {
  const names = hasSelection(run) ? await namesOf(run) : (await run.playgrounds.list()).map(({ name }) => name);
  for (const name of names) {
    const ended = await run.playgrounds.down(name);
    run.invocation.voice.progress(`${name}: ${ended ? "ended, its data is gone" : "was not running"}`);
  }
  return names.map((name) => ({ name, state: "absent" }));
}

async function status(run: Run): Promise<readonly PlaygroundStatus[]> {
  const names = await namesOf(run);
  const listed = hasSelection(run) ? [] : await run.playgrounds.list();
  const others = listed.filter(({ name }) => !names.includes(name));
  return [...(await Promise.all(names.map((name) => run.playgrounds.status(name)))), ...others];
}

function hasSelection({ invocation: { flags } }: Run): boolean {
  return flags.env.length > 0 || flags.allEnvs || flags.cluster.length > 0;
}

async function namesOf({ invocation, outside }: Run): Promise<readonly string[]> {
  const names = await selectedNames(invocation, outside, "all");
  const environments = selectClusters(
    await loadNamed(withoutInputs(invocation), outside, names),
    invocation.flags.cluster,
  );
  return placesOf(environments)
    .filter(({ cluster }) => cluster.connection.kind === "playground")
    .map(({ environment, cluster }) => playgroundName({ environment: environment.name, cluster }));
}
