import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  ListrLogger,
  ProcessOutput,
  type ListrTask,
  type SimpleRenderer,
} from "listr2";
import type { Plan, Step } from "../../plan/plan.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { SyncEvent } from "../../sync/event.ts";
import type { Colours } from "../colours.ts";
import type { SyncView } from "./line-view.ts";
import { notReadyText } from "../not-ready.ts";
import { headline, workBefore } from "../plan.ts";
import { durationText } from "../words.ts";

export interface TerminalViewOptions {
  readonly environment: string;
  /** Names of the clusters that will be synced. */
  readonly clusters: readonly string[];
  readonly colours: Colours;
  /** A terminal: progress is redrawn there and wiped at the end, for the summary tells it again. */
  readonly stream: NodeJS.WriteStream;
  /** Hides known secrets. */
  readonly redact: (text: string) => string;
}

/**
 * A picture of the event stream: each cluster and each step is a task that waits for its own promise, and events alone settle those
 * promises and change the titles. No work is done in here. listr2 takes no new tasks while it runs, and shows tasks that wait for
 * others as running; so the steps of a cluster become tasks once its plan is known, and what they wait for stands in their title.
 */
export function terminalView(options: TerminalViewOptions): SyncView {
  const clusters = new Map(options.clusters.map((name) => [name, watchCluster(options.redact)]));
  const tasks = options.clusters.map((name) => clusterTask(`${options.environment} · ${name}`, clusters.get(name)));
  const running = new Listr(tasks, listrOptions(options)).run().catch(() => undefined);
  return {
    event: (event) => clusters.get(event.cluster)?.take(event),
    say(text) {
      for (const cluster of clusters.values()) cluster.say(text);
    },
    async end() {
      for (const cluster of clusters.values()) cluster.finish();
      await running;
    },
  };
}

interface ClusterWatch {
  /** `undefined` when the cluster ended before it had a plan. */
  readonly planned: Promise<Plan | undefined>;
  readonly step: (addon: string) => StepWatch;
  say(text: string): void;
  listen(listener: (text: string) => void): void;
  take(event: SyncEvent): void;
  finish(): void;
}

function watchCluster(redact: (text: string) => string): ClusterWatch {
  const planned = Promise.withResolvers<Plan | undefined>();
  const steps = new Map<string, StepWatch>();
  const said = watchText(redact);
  // The end may come before the tasks of the steps are made: those must not wait for events that were.
  let over = false;
  const step = (addon: string): StepWatch => {
    const watch = steps.get(addon) ?? watchStep(redact);
    steps.set(addon, watch);
    if (over) watch.settle("left");
    return watch;
  };
  const finish = (): void => {
    over = true;
    planned.resolve(undefined);
    for (const watch of steps.values()) watch.settle("left");
  };
  return {
    planned: planned.promise,
    step,
    finish,
    ...said,
    take(event) {
      if (event.type === "planned") planned.resolve(event.plan);
      else if (event.type === "lease-waiting") said.say(event.message);
      else if (event.type === "cluster-finished") finish();
      else if ("addon" in event) showStep(step(event.addon), event);
    },
  };
}

type StepEnd = "done" | "failed" | "left";

interface StepWatch {
  readonly ended: Promise<StepEnd>;
  settle(end: StepEnd): void;
  /** Shown behind the name; kept until the task exists. */
  say(text: string): void;
  listen(listener: (text: string) => void): void;
}

function watchStep(redact: (text: string) => string): StepWatch {
  const ended = Promise.withResolvers<StepEnd>();
  return { ended: ended.promise, settle: (end) => ended.resolve(end), ...watchText(redact) };
}

/** Text for a task that may not exist yet. */
function watchText(redact: (text: string) => string): Pick<StepWatch, "say" | "listen"> {
  let said: string | undefined;
  let heard: ((text: string) => void) | undefined;
  return {
    say(text) {
      said = redact(text);
      heard?.(said);
    },
    listen(listener) {
      heard = listener;
      if (said !== undefined) listener(said);
    },
  };
}

type StepEvent = Extract<SyncEvent, { readonly addon: string }>;

function showStep(watch: StepWatch, event: StepEvent): void {
  switch (event.type) {
    case "step-started":
      return watch.say(event.op);
    case "step-progress":
      return watch.say(event.message);
    case "step-waiting":
      return event.notReady.length === 0 ? undefined : watch.say(`waits for ${notReadyText(event.notReady, 1)}`);
    case "step-done":
      watch.say(`done, ${durationText(event.durationMs)}`);
      return watch.settle("done");
    case "step-failed":
      watch.say(`failed, ${durationText(event.durationMs)}: ${event.message}`);
      return watch.settle("failed");
    case "step-skipped":
      watch.say(`skipped: ${event.because}`);
      return watch.settle("left");
  }
}

type Task = ListrTask<unknown, typeof RedrawingRenderer, typeof SimpleRenderer>;

function clusterTask(name: string, cluster: ClusterWatch | undefined): Task {
  return {
    title: title(name, "looking"),
    async task(_context, task) {
      cluster?.listen((text) => (task.title = title(name, text)));
      const plan = await cluster?.planned;
      if (plan === undefined || cluster === undefined) return undefined;
      task.title = title(name, headline(plan));
      const work = plan.steps.filter((step) => step.op !== "keep");
      const tasks = work.map((step) => stepTask(step, cluster.step(step.addon), workBefore(step, plan)));
      return task.newListr(tasks, { concurrent: true, exitOnError: false });
    },
  };
}

function stepTask(step: Step, watch: StepWatch, before: readonly string[]): Task {
  const waits = before.length > 0 ? `waits for ${before.join(", ")}` : "waits";
  return {
    title: title(step.addon, step.op === "refuse" ? "refused" : waits),
    async task(_context, task) {
      watch.listen((text) => (task.title = title(step.addon, text)));
      const end = await watch.ended;
      if (end === "left") task.skip();
      if (end === "failed") throw new Error(step.addon);
    },
  };
}

function title(name: string, text: string): string {
  return sanitize(`${name}  ${text}`).replace(/\s*\n\s*/g, " ");
}

/** listr2 asks whether stdout is a terminal, and falls back when it is not; progress goes to stderr, and who calls has asked about that. */
class RedrawingRenderer extends DefaultRenderer {
  static override nonTTY = true;
}

function listrOptions({ stream, colours }: TerminalViewOptions) {
  const output = {
    logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream), useIcons: true, toStderr: [] }),
  };
  return {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: RedrawingRenderer,
    rendererOptions: {
      ...output,
      color: palette(colours),
      clearOutput: true,
      collapseSubtasks: false,
      collapseErrors: true,
      showErrorMessage: false,
      showSkipMessage: false,
      formatOutput: "truncate",
    },
    fallbackRenderer: "simple",
    fallbackRendererOptions: output,
  } as const;
}

/** listr2 looks at stdout to decide about colours; progress goes to stderr, and --no-color holds there too. */
function palette(colours: Colours): Partial<Record<ListrDefaultRendererLogLevels, (text?: string) => string>> {
  const paint = (color: (text: string) => string) => (text?: string) => color(text ?? "");
  const levels = Object.values(ListrDefaultRendererLogLevels);
  const all = Object.fromEntries(levels.map((level) => [level, paint(colours.yellow)]));
  return {
    ...all,
    [ListrDefaultRendererLogLevels.COMPLETED]: paint(colours.green),
    [ListrDefaultRendererLogLevels.FAILED]: paint(colours.red),
    [ListrDefaultRendererLogLevels.FAILED_WITH_FAILED_SUBTASKS]: paint(colours.red),
    [ListrDefaultRendererLogLevels.WAITING]: paint(colours.dim),
    [ListrDefaultRendererLogLevels.OUTPUT]: paint(colours.dim),
  } as Partial<Record<ListrDefaultRendererLogLevels, (text?: string) => string>>;
}
