import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Addon } from "../../src/manifest/environment.ts";
import { loadEnvironments } from "../../src/manifest/load-environments.ts";
import type { LoadedEnvironments } from "../../src/manifest/load-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { Files } from "../../src/outside/files/files.ts";
import type { Problem } from "../../src/support/problem.ts";

/** A real project folder that goes away after the test; keys are paths. */
export async function project(contents: Readonly<Record<string, string>>): Promise<Files> {
  const root = await mkdtemp(join(tmpdir(), "addons-manifest-"));
  onTestFinished(() => rm(root, { recursive: true }));
  for (const [path, text] of Object.entries(contents)) {
    await mkdir(join(root, dirname(path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return createFiles(root);
}

export async function load(
  contents: Readonly<Record<string, string>>,
  names: readonly string[] | "all" = "all",
): Promise<LoadedEnvironments> {
  return loadEnvironments({ files: await project(contents) }, { names });
}

/** The add-ons of a project's first cluster, by name; the project must be sound. */
export async function addonsOf(contents: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Addon>>> {
  const { environments, problems } = await load(contents);
  if (problems.length > 0) throw new Error(problems.map(printed).join("\n"));
  return Object.fromEntries((environments[0]?.clusters[0]?.addons ?? []).map((addon) => [addon.name, addon]));
}

/** As every report prints it, the hint in brackets. */
export function printed({ at, message, hint }: Problem): string {
  return `${at?.file}:${at?.line}:${at?.column}: ${message}${hint === undefined ? "" : ` [${hint}]`}`;
}

export async function problemsOf(contents: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return (await load(contents)).problems.map(printed);
}

const HEAD = "apiVersion: addons/v1\nkind: Environment\n";
const CLUSTER = 'clusters:\n  here: { playground: true, kubernetes: "1.37" }\n';

/** An environment with one cluster; its add-ons start on line 6. */
export function environment(addons: string): string {
  return `${HEAD}${CLUSTER}addons:\n${addons}`;
}

export function base(text: string): string {
  return `apiVersion: addons/v1\nkind: Base\n${text}`;
}

/** A sound add-on on one line. */
export function addon(name: string, more = ""): string {
  return `  ${name}: { chart: ${name}, repo: "https://charts.example.com", version: "1.0.0", namespace: ${name}${more} }\n`;
}
