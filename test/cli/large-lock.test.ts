import { spawn } from "node:child_process";
import { once } from "node:events";
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Pin } from "../../src/lock/lockfile.ts";
import { printLock } from "../../src/lock/text/print-lock.ts";
import { addons, environmentFile } from "./locked-project.ts";
import { projectFolder } from "./project-folder.ts";

const LOCK = "addons.lock.yaml";
const MOST = 5 * 1024 * 1024;
const VERBS = [["lock"], ["lock", "--check"], ["lock", "--verify"], ["plan", "--env", "dev"], ["vendor"]] as const;

function project(lock: string): string {
  return projectFolder({
    "environments/dev.yaml": environmentFile({ local: "chart: ../charts/local" }),
    "charts/local/Chart.yaml": "apiVersion: v2\nname: local\nversion: 0.1.0\n",
    [LOCK]: lock,
  });
}

const PIN: Pin = {
  chart: "demo@1.2.3",
  wants: "~1.2",
  source: "https://charts.example.com/stable",
  archive: `sha256:${"a".repeat(64)}`,
  content: "h1:SHTS1wxIUwEaGgtoF8m93UdXqqj6jFRaCWug7//CkVw=",
};

/** As many pins as fit into the most that is read. */
function largestLock(): string {
  const lockOf = (count: number): string => {
    const names = Array.from({ length: count }, (_, index) => `addon-${String(index).padStart(6, "0")}`);
    return printLock({ lockVersion: 1, addons: Object.fromEntries(names.map((name) => [name, { dev: PIN }])) });
  };
  const perPin = lockOf(2).length - lockOf(1).length;
  return lockOf(Math.floor((MOST - lockOf(1).length) / perPin) + 1);
}

/** A process of its own, whose memory is limited. */
async function addonsWithin(megabytes: number, root: string, args: readonly string[]) {
  const main = join(import.meta.dirname, "../../src/cli/main.ts");
  const env = { ...process.env, ADDONS_CACHE: join(root, ".cache"), HOME: join(root, ".home") };
  const child = spawn(process.execPath, [`--max-old-space-size=${megabytes}`, main, ...args], { cwd: root, env });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  child.stdout.resume();
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

describe("a lock that is too large", () => {
  test.for([
    ["one byte more than is read", MOST + 1, "5.0"],
    ["50 MB", 50 * 1024 * 1024, "50.0"],
    // Nothing could hold it: it is refused unread.
    ["64 GB of nothing", 64 * 2 ** 30, "65536.0"],
  ] as const)("%s", async ([, size, megabytes]) => {
    const root = project("lockVersion: 1\n\naddons: {}\n");
    truncateSync(join(root, LOCK), size);
    for (const args of VERBS) {
      const { code, stdout, stderr } = await addons(root, args);
      expect([args, code, stdout]).toEqual([args, 64, ""]);
      expect(stderr).toContain(`FILE-TOO-LARGE: addons.lock.yaml: has ${megabytes} MB; at most 5 MB are read`);
    }
  });
});

describe("a lock of just the size that is read", () => {
  const largest = largestLock();

  test("is read, and told to be stale", async () => {
    expect(largest.length).toBeGreaterThan(MOST - 1000);
    expect(largest.length).toBeLessThanOrEqual(MOST);
    const root = project(largest);
    expect(await addonsWithin(1024, root, ["lock", "--check", "-q"])).toMatchObject({ code: 2, stderr: "" });
  });

  test("with one wrong pin: the one problem at its place", async () => {
    const at = largest.lastIndexOf("h1:SHTS1");
    const wrong = `${largest.slice(0, at)}h2:SHTS1${largest.slice(at + 8)}`;
    const root = project(wrong);
    const line = wrong.slice(0, at).split("\n").length;
    for (const args of [
      ["lock", "-q"],
      ["lock", "--check", "-q"],
    ]) {
      const { code, stderr } = await addonsWithin(1024, root, args);
      expect(code).toBe(64);
      expect(stderr).toContain(`addons.lock.yaml:${line}:16: error LOCK-VALUE`);
      expect(stderr.length).toBeLessThan(1000);
    }
  });

  test("with a byte too much behind it", async () => {
    const root = project("");
    writeFileSync(join(root, LOCK), `${largest}${"#".repeat(MOST - largest.length + 1)}`);
    expect((await addons(root, ["lock", "--check"])).stderr).toContain("FILE-TOO-LARGE");
  });
});
