/**
 * `npm run demo [-- --keep]`: the main job, told by the real command line on a real control plane. Each `addons …` line that is
 * printed is what runs; the one change made by hand is sent to the API server as kubectl would send it.
 */
import { execFileSync, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createKubernetes } from "../src/outside/kubernetes/create-kubernetes.ts";
import { createPrograms } from "../src/outside/programs/create-programs.ts";
import type { ProgramName } from "../src/outside/programs/programs.ts";
import { AddonsError } from "../src/support/addons-error.ts";

const root = dirname(import.meta.dirname);
const PROGRAMS: readonly ProgramName[] = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "etcd",
  "kwok",
  "helm4",
];
const DEPLOYMENTS = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };
const keep = process.argv.includes("--keep");

let running: ReturnType<typeof spawn> | undefined;
let interrupted: NodeJS.Signals | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    interrupted ??= signal;
    // A terminal has sent Ctrl-C to the command as well.
    if (signal !== "SIGINT" || !process.stdin.isTTY) running?.kill(signal);
  });
}

process.exitCode = await main();

async function main(): Promise<number> {
  const helm = await prepare();
  if (helm === undefined) return 1;
  // However this process ends, its control plane ends with it.
  const owner = keep ? {} : { ADDONS_PLAYGROUND_OWNER: String(process.pid) };
  const env = { ...process.env, ADDONS_HELM: helm, ...owner };
  try {
    await tellStory(env);
    if (keep) sayHowToGoOn(helm);
    return 0;
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    return interrupted === undefined ? 1 : 130;
  } finally {
    if (!keep || interrupted !== undefined) await takeDown(env);
  }
}

/** The path of the Helm to use, with everything else in place; undefined after having said what is missing. */
async function prepare(): Promise<string | undefined> {
  try {
    const programs = createPrograms({ env: process.env });
    const paths = await programs.paths(PROGRAMS, (message) => console.error(message));
    execFileSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: ["ignore", "ignore", "inherit"] });
    return paths.helm4;
  } catch (error) {
    if (!(error instanceof AddonsError)) throw error;
    console.error(`\n${error.code}: ${error.message}\n${error.hint ?? ""}`);
    return undefined;
  }
}

async function tellStory(env: NodeJS.ProcessEnv): Promise<void> {
  tell("A real control plane on this computer, without containers: etcd, API server, controllers, scheduler.");
  await addons(["playground", "up", "--env", "dev"], { env });

  tell(
    "The platform stack of environments/dev.yaml, in the order of its needs. Each release waits only for what it needs.",
  );
  await addons(["sync", "--env", "dev"], { env });

  tell("The same again. Nothing changed, so there is nothing to do, and finding that out costs next to nothing.");
  await addons(["sync", "--env", "dev"], { env });

  tell("Somebody changes a live object by hand, late at night:");
  await changeByHand();

  tell("What differs, who did it, when, and what the next sync will do about it? (Exit code 2: drift.)");
  await addons(["drift", "--env", "dev"], { env, exits: [2] });

  tell("The declared state again: only the objects that differ are written.");
  await addons(["sync", "--repair", "--env", "dev"], { env });

  tell("And where everything stands now:");
  await addons(["drift", "--env", "dev"], { env });
  await addons(["status", "--env", "dev"], { env });
}

function tell(text: string): void {
  console.log(`\n\n# ${text}`);
}

interface Call {
  readonly env: NodeJS.ProcessEnv;
  /** Exit codes that belong to the story; 0 when left out. */
  readonly exits?: readonly number[];
}

async function addons(args: readonly string[], { env, exits = [0] }: Call): Promise<void> {
  if (interrupted !== undefined) throw new Error("interrupted");
  console.log(`\n$ addons ${args.join(" ")}`);
  const code = await runCli(args, env);
  if (!exits.includes(code)) throw new Error(`addons ${args.join(" ")}: exit code ${code}; the story ends here.`);
}

function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    running = spawn(process.execPath, [join(root, "dist/main.js"), ...args], { cwd: root, env, stdio: "inherit" });
    running.on("error", reject);
    running.on("exit", (code) => resolve(code ?? 1));
  });
}

/** What `kubectl edit` would send: JSON patches under the field manager kubectl-edit. */
async function changeByHand(): Promise<void> {
  const cluster = createKubernetes(playgroundAccess());
  const ref = { resource: DEPLOYMENTS, namespace: "ingress", name: "ingress" };
  console.log("\n$ kubectl edit deployment ingress -n ingress");
  console.log("    replicas: 1 → 3, another image, and an entry in hostAliases");
  try {
    await cluster.patchJson(
      ref,
      [
        { op: "replace", path: "/spec/replicas", value: 3 },
        { op: "replace", path: "/spec/template/spec/containers/0/image", value: "docker.io/library/traefik:hotfix" },
        {
          op: "add",
          path: "/spec/template/spec/hostAliases",
          value: [{ ip: "127.0.0.1", hostnames: ["legacy.example.com"] }],
        },
      ],
      { fieldManager: "kubectl-edit" },
    );
  } finally {
    cluster.close();
  }
}

function playgroundAccess(): { readonly kubeconfig: string; readonly context: string } {
  const status = execFileSync(
    process.execPath,
    [join(root, "dist/main.js"), "playground", "status", "--env", "dev", "-o", "json"],
    { cwd: root, encoding: "utf8" },
  );
  const { playgrounds } = JSON.parse(status) as {
    readonly playgrounds: readonly { readonly access: { readonly kubeconfig: string; readonly context: string } }[];
  };
  const [playground] = playgrounds;
  if (playground === undefined) throw new Error("the playground of environment dev is not running");
  return playground.access;
}

function sayHowToGoOn(helm: string): void {
  tell("The control plane stays. In this shell:");
  console.log(`
export ADDONS_HELM=${helm}
export KUBECONFIG=${playgroundAccess().kubeconfig}
alias addons="${process.execPath} ${join(root, "dist/main.js")}"

addons plan --env dev          # what a sync would do
addons graph --env dev         # who needs whom
addons playground down         # stop it, and remove everything of it`);
}

async function takeDown(env: NodeJS.ProcessEnv): Promise<void> {
  tell("The control plane goes away, and nothing of it stays.");
  console.log("\n$ addons playground down --env dev");
  await runCli(["playground", "down", "--env", "dev"], env);
}
