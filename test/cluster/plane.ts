/**
 * What tests against the real control plane start from: a plane of their own that ends with them, a client to look around
 * with, the API server's audit log as data, real Helm binaries, a real registry.
 */
import { describe } from "vitest";
import { createPrograms } from "../../src/outside/programs/create-programs.ts";
import { findProgram } from "../../src/outside/programs/find-program.ts";
import type { ProgramName } from "../../src/outside/programs/programs.ts";
import { toolsFolder } from "../../src/outside/programs/tools-folder.ts";
import { startOwnPlane, type OwnPlane, type OwnPlaneOptions } from "../../src/outside/playground/own-plane.ts";
import { readAuditLog, type AuditLog } from "./audit-log.ts";
import { createKubectl, type Kubectl } from "./kubectl.ts";

export interface TestPlane extends OwnPlane {
  readonly kubectl: Kubectl;
  /** Requests by others than the plane's own components. */
  readonly audit: AuditLog;
}

export type TestPlaneOptions = Omit<OwnPlaneOptions, "programs">;

/** Stop it in `afterAll`; it ends by itself when the test process does. */
export async function startPlane(options: TestPlaneOptions = {}): Promise<TestPlane> {
  const plane = await startOwnPlane({ ...options, programs: testPrograms() });
  const kubectl = createKubectl(plane.access.kubeconfig);
  return {
    ...plane,
    kubectl,
    audit: readAuditLog(plane.auditLog),
    stop: async () => {
      kubectl.close();
      await plane.stop();
    },
  };
}

export function helmBinaries(): { readonly helm4: string; readonly helm3: string } {
  return { helm4: programPath("helm4"), helm3: programPath("helm3") };
}

/** Path of a program that `describeWithCluster` has seen to be there. */
export function programPath(name: ProgramName): string {
  const found = findProgram(name, places());
  if (found === undefined) throw new Error(`${name} is missing: use describeWithCluster around the tests that need it`);
  return found;
}

const CLUSTER_PROGRAMS: readonly ProgramName[] = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "helm4",
  "helm3",
  "registry",
];

/** A `describe` whose tests need the real programs: without them they fail in CI, and are skipped, counted, elsewhere. */
export function describeWithCluster(name: string, tests: () => void): void {
  describeWithPrograms(name, CLUSTER_PROGRAMS, tests);
}

/** As `describeWithCluster` for tests that need some programs only. */
export function describeWithPrograms(name: string, programs: readonly ProgramName[], tests: () => void): void {
  const missing = programs.filter((program) => findProgram(program, places()) === undefined);
  const what = `${missing.join(", ")} missing: run \`npm test\`, which builds them (Go 1.26 or newer), or set ADDONS_PROGRAMS`;
  const inCi = (process.env["CI"] ?? "") !== "";
  if (missing.length > 0 && inCi) throw new Error(`${name}: ${what}`);
  if (missing.length > 0) process.stderr.write(`SKIPPED ${name}: ${what}\n`);
  suite.skipIf(missing.length > 0)(name, tests);
}

// The linter takes a call of `describe` for a suite of this file.
const suite = describe;

function testPrograms(): ReturnType<typeof createPrograms> {
  return createPrograms(places());
}

function places(): { readonly env: NodeJS.ProcessEnv; readonly toolsFolder: string } {
  return { env: process.env, toolsFolder: toolsFolder() };
}
