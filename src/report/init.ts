import type { WrittenProject } from "../scaffold/write-project.ts";
import type { Colours } from "./colours.ts";
import { count } from "./words.ts";

export interface InitReport extends WrittenProject {
  /** Of the project, from the current folder; empty when it is that. */
  readonly folder: string;
  /** What CI needs to be told; one line each. */
  readonly settings: readonly string[];
}

/** What was written, what was left alone, and what to do next. */
export function initText({ folder, settings, ...project }: InitReport, colours: Colours): string {
  const steps = NEXT.map(([command, does]) => `  ${colours.bold(command.padEnd(WIDTH))}  ${colours.dim(does)}`);
  return [
    ...written(project, folder),
    ...project.left.map(
      ({ path, byHand }) => `left as it is: ${path}${byHand === undefined ? "" : `; add to it: ${byHand}`}`,
    ),
    "",
    "next:",
    ...(folder === "" ? [] : [`  ${colours.bold(`cd ${quoted(folder)}`)}`]),
    ...steps,
    ...(settings.length === 0 ? [] : ["", "for CI, set:", ...settings.map((line) => `  ${line}`)]),
    "",
  ].join("\n");
}

function written({ written: paths, unchanged }: WrittenProject, folder: string): readonly string[] {
  const there = unchanged.length === 0 ? "" : `, ${count(unchanged.length, "file")} there already`;
  const where = folder === "" ? "" : ` in ${folder}`;
  return [`${count(paths.length, "file")} written${where}${there}`, ...paths.map((path) => `  ${path}`)];
}

const NEXT = [
  ["addons lock", "pin the charts to their bytes; commit addons.lock.yaml"],
  ["addons validate", "check everything that was written"],
  ["addons sync --env dev", "install on a control plane on this computer"],
  ["addons drift --env dev", "has anybody changed something by hand?"],
  ["addons playground down --env dev", "take the control plane away again"],
  [
    "addons schema environment --all-envs -o json=schemas/environment.schema.json",
    "let editors know the charts' values",
  ],
] as const;

const WIDTH = 32;

function quoted(folder: string): string {
  return /^[\w./@%+=:,-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`;
}
