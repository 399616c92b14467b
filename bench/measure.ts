import { spawnSync } from "node:child_process";

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Exit codes that count as done; 0 when left out. A run that failed is no measurement. */
  readonly exits?: readonly number[];
}

/** Runs a whole program once; wall-clock milliseconds. */
export function timeOnce(command: Command): number {
  const started = performance.now();
  const result = spawnSync(command.file, command.args, { env: command.env, encoding: "utf8", maxBuffer: 1 << 28 });
  const took = performance.now() - started;
  if (result.error !== undefined) throw result.error;
  if (!(command.exits ?? [0]).includes(result.status ?? -1)) {
    throw new Error(`${command.file} ${command.args.join(" ")}: exit ${result.status}\n${result.stderr}`);
  }
  return took;
}

export interface Cost {
  /** User and system time of the process, without its children. */
  readonly cpuMs: number;
  /** Largest resident memory. */
  readonly megabytes: number;
}

/** Tells of itself at its end, on a line of stderr. */
const TELLS_COST =
  'data:text/javascript,process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write(`\\ncost ${u.userCPUTime+u.systemCPUTime} ${u.maxRSS}\\n`)})';

/** Median of five runs of a Node program, after one to warm up. */
export function costOf(command: Command): Cost {
  const runs = Array.from({ length: 6 }, () => costOnce(command)).slice(1);
  return { cpuMs: median(runs.map((run) => run.cpuMs)), megabytes: median(runs.map((run) => run.megabytes)) };
}

/** One run of a Node program. */
export function costOnce({ file, args, env }: Command): Cost {
  const result = spawnSync(file, ["--import", TELLS_COST, ...args], { env, encoding: "utf8", maxBuffer: 1 << 28 });
  const told = /^cost (\d+) (\d+)$/m.exec(result.stderr);
  if (result.status !== 0 || told === null)
    throw new Error(`${args.join(" ")}: exit ${result.status}\n${result.stderr}`);
  return { cpuMs: Number(told[1]) / 1000, megabytes: Number(told[2]) / 1024 };
}

/** CPU time in milliseconds of shell commands, run one after the other, with whatever they start. */
export function cpuOfShell(commands: readonly string[], env: Command["env"]): number {
  const script = [...commands.map((command) => `${command} >/dev/null || exit 1`), "times"].join("\n");
  const result = spawnSync("sh", ["-c", script], { env, encoding: "utf8" });
  // The shell's own times, and below them those of what it started; user and system.
  const told = /\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s\n$/.exec(result.stdout)?.slice(1).map(Number);
  if (result.status !== 0 || told === undefined) throw new Error(`a command failed: ${result.stderr}`);
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = told;
  return ((userMinutes + systemMinutes) * 60 + user + system) * 1000;
}

/** Medians of A and B run in turn, after one warm-up each, so that a slow moment of the machine meets both. */
export function inTurn(rounds: number, a: () => number, b: () => number): { readonly a: number; readonly b: number } {
  a();
  b();
  const pairs = Array.from({ length: rounds }, () => ({ a: a(), b: b() }));
  return { a: median(pairs.map((pair) => pair.a)), b: median(pairs.map((pair) => pair.b)) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function ratio(a: number, b: number): string {
  return (a / b).toFixed(1);
}

export function seconds({ a, b }: { readonly a: number; readonly b: number }): string {
  return `${(a / 1000).toFixed(2)} s against ${(b / 1000).toFixed(2)} s`;
}
