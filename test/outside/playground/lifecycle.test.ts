import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createPlaygrounds } from "../../../src/outside/playground/create-playgrounds.ts";
import { readPlaneState } from "../../../src/outside/playground/plane-state.ts";
import type { Playgrounds, RunningPlayground } from "../../../src/outside/playground/playgrounds.ts";
import { identifyProcess, isAlive } from "../../../src/outside/process/process-identity.ts";
import { createPrograms } from "../../../src/outside/programs/create-programs.ts";
import { createKubectl } from "../../cluster/kubectl.ts";
import { describeWithCluster, startPlane } from "../../cluster/plane.ts";

const HERE = import.meta.dirname;

describeWithCluster("playgrounds of a project", () => {
  let scope: string;
  let playgrounds: Playgrounds;
  beforeEach(() => {
    scope = mkdtempSync(join(tmpdir(), "addons-project-"));
    playgrounds = createPlaygrounds({ programs: createPrograms({ env: process.env }), scope, plane: { nodes: 1 } });
  });
  afterEach(async () => {
    for (const { name } of await playgrounds.list()) await playgrounds.down(name);
    rmSync(scope, { recursive: true });
  });

  const quiet = (): void => {};

  it("come up once, whoever asks and how often, and go away as a whole", async () => {
    expect(await playgrounds.status("dev/local")).toEqual({ name: "dev/local", state: "absent" });
    const [first, second, elsewhere] = await Promise.all([
      playgrounds.up("dev/local", quiet),
      playgrounds.up("dev/local", quiet),
      upInAnotherProcess(scope, "dev/local"),
    ]);
    expect([second.pid, elsewhere.pid]).toEqual([first.pid, first.pid]);
    expect((await playgrounds.up("dev/local", quiet)).pid).toBe(first.pid);
    expect(await playgrounds.status("dev/local")).toEqual(first);
    expect((await playgrounds.list()).map(({ name, state }) => [name, state])).toEqual([["dev/local", "running"]]);
    expect(first.kubernetes).toMatch(/^v1\.\d+\.\d+$/);

    const kubectl = createKubectl(first.access.kubeconfig);
    const { items } = await kubectl.get("/api/v1/nodes");
    expect(items).toHaveLength(1);
    kubectl.close();

    const group = groupMembers(first.pid);
    expect(group).toHaveLength(6);
    expect(await playgrounds.down("dev/local")).toBe(true);
    expect(groupMembers(first.pid)).toEqual([]);
    expect(existsSync(first.folder)).toBe(false);
    expect(await playgrounds.down("dev/local")).toBe(false);
    expect(await playgrounds.list()).toEqual([]);
  });

  it("stand side by side, each with its own objects", async () => {
    const [one, two] = await Promise.all([playgrounds.up("one", quiet), playgrounds.up("two", quiet)]);
    expect(one.server).not.toBe(two.server);
    const [first, second] = [createKubectl(one.access.kubeconfig), createKubectl(two.access.kubeconfig)];
    await first.apply("{ apiVersion: v1, kind: Namespace, metadata: { name: only-here } }");
    expect(await second.get("/api/v1/namespaces/only-here")).toBeUndefined();
    first.close();
    second.close();
    await playgrounds.down("one");
    expect((await playgrounds.status("two")).state).toBe("running");
  });

  it("keep to loopback, and their files to their user", async () => {
    const { pid, folder, access } = await playgrounds.up("private", quiet);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(dirname(folder)).mode & 0o777).toBe(0o700);
    expect(statSync(access.kubeconfig).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "pki/tokens.csv")).mode & 0o777).toBe(0o600);
    const addresses = groupMembers(pid).flatMap(listeningAddresses);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    expect(new Set(addresses)).toEqual(new Set(["127.0.0.1"]));
  });

  it("say which component ended, and come up anew", async () => {
    const before = await playgrounds.up("dev", quiet);
    const state = await readPlaneState(before.folder);
    const scheduler = state?.components["kube-scheduler"];
    process.kill(scheduler?.pid ?? 0, "SIGKILL");
    await expect
      .poll(async () => await playgrounds.status("dev"), { timeout: 20_000 })
      .toEqual({ name: "dev", state: "broken", why: "kube-scheduler was ended by SIGKILL" });
    // A half plane would mislead: the rest goes, too.
    await expect.poll(() => groupMembers(before.pid), { timeout: 20_000 }).toEqual([]);
    const after = await playgrounds.up("dev", quiet);
    expect(after.pid).not.toBe(before.pid);
  });

  it("are cleaned up after a supervisor that was killed", async () => {
    const before = await playgrounds.up("dev", quiet);
    const orphans = Object.values((await readPlaneState(before.folder))?.components ?? {});
    process.kill(before.pid, "SIGKILL");
    await expect
      .poll(async () => await playgrounds.status("dev"), { timeout: 20_000 })
      .toEqual({ name: "dev", state: "broken", why: "its processes are gone" });
    expect(orphans.filter(isAlive)).toHaveLength(5);
    await playgrounds.up("dev", quiet);
    expect(orphans.filter(isAlive)).toEqual([]);
  });

  it("end with an owner who did not start them, when one is named", async () => {
    const owner = spawn("sleep", ["600"]);
    const options = { programs: createPrograms({ env: process.env }), scope, plane: { nodes: 1 } as const };
    const { pid, folder } = await createPlaygrounds({ ...options, owner: owner.pid ?? 0 }).up("owned", quiet);
    expect(groupMembers(pid)).toHaveLength(6);
    owner.kill("SIGKILL");
    await expect.poll(() => [groupMembers(pid), existsSync(folder)], { timeout: 20_000 }).toEqual([[], false]);
  });

  it("do not start for an owner that is gone", async () => {
    const gone = spawn("true");
    await once(gone, "exit");
    const options = { programs: createPrograms({ env: process.env }), scope, owner: gone.pid ?? 0 };
    await expect(createPlaygrounds(options).up("orphan", quiet)).rejects.toMatchObject({ code: "PLAYGROUND-NO-OWNER" });
    expect(await playgrounds.list()).toEqual([]);
  });

  it("end with SIGTERM as with down", async () => {
    const { pid, folder } = await playgrounds.up("dev", quiet);
    process.kill(pid, "SIGTERM");
    await expect.poll(() => [groupMembers(pid), existsSync(folder)], { timeout: 20_000 }).toEqual([[], false]);
  });
});

describeWithCluster("a plane with an owner", () => {
  it.each(["SIGKILL", "SIGTERM"] as const)("is gone when its owner ends by %s", async (signal) => {
    const owner = spawnScript("own-a-plane.ts");
    const { pid, folder } = (await firstLine(owner)) as RunningPlayground;
    expect(groupMembers(pid)).toHaveLength(6);
    owner.kill(signal);
    await expect.poll(() => groupMembers(pid), { timeout: 20_000 }).toEqual([]);
    await expect.poll(() => existsSync(folder), { timeout: 20_000 }).toBe(false);
  });

  it("is gone when its supervisor is killed", async () => {
    const plane = await startPlane();
    process.kill(plane.pid, "SIGKILL");
    await expect.poll(() => groupMembers(plane.pid), { timeout: 20_000 }).toEqual([]);
    await plane.stop();
    expect(existsSync(plane.folder)).toBe(false);
  });

  it("is usable before it is ready", async () => {
    const plane = await startPlane({ until: "usable", plane: { nodes: 1 } });
    await plane.kubectl.apply("{ apiVersion: v1, kind: ConfigMap, metadata: { name: early } }");
    await plane.kubectl.waitFor("/api/v1/namespaces/default/serviceaccounts/default", () => true);
    expect(await plane.kubectl.get("/api/v1/namespaces/default/configmaps/early")).toBeDefined();
    await plane.stop();
  });

  it("calls admission webhooks only where they are on", async () => {
    const off = await startPlane({ plane: { webhooks: "off" } });
    const on = await startPlane();
    const outcome = async (plane: typeof on): Promise<string> => {
      await plane.kubectl.send("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        content: UNREACHABLE_WEBHOOK,
      });
      const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "probe-" } };
      // A webhook configuration takes a moment to be seen.
      for (let tries = 0; tries < 40; tries++) {
        const failure = await plane.kubectl
          .send("POST", "/api/v1/namespaces/default/configmaps", { content: configMap })
          .then(() => undefined, String);
        if (failure !== undefined) return failure;
      }
      return "created";
    };
    expect(await outcome(off)).toBe("created");
    expect(await outcome(on)).toMatch(/failed calling webhook.*connection refused/);
    await Promise.all([off.stop(), on.stop()]);
  });
});

const UNREACHABLE_WEBHOOK = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingWebhookConfiguration",
  metadata: { name: "unreachable" },
  webhooks: [
    {
      name: "unreachable.playground.addons",
      admissionReviewVersions: ["v1"],
      sideEffects: "None",
      clientConfig: { url: "https://127.0.0.1:1/validate" },
      rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
    },
  ],
};

async function upInAnotherProcess(scope: string, name: string): Promise<RunningPlayground> {
  return (await firstLine(spawnScript("up.ts", scope, name))) as RunningPlayground;
}

function spawnScript(script: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(HERE, "scripts", script), ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  while (!text.includes("\n")) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`ended early: ${text}`);
    await Promise.race([once(child.stdout!, "data"), once(child, "exit")]);
  }
  return JSON.parse(text);
}

/** Pids of a process group, zombies left out. */
function groupMembers(groupId: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]) === groupId && identifyProcess(pid);
      } catch {
        return false;
      }
    });
}

/** Addresses that a process listens on, from Linux's tables. */
function listeningAddresses(pid: number): string[] {
  const sockets = new Set(readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`)));
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && sockets.has(`socket:[${fields[9]}]`))
      .map((fields) => (fields[1] ?? "").split(":")[0] ?? "")
      .map((hex) => (hex === "0100007F" ? "127.0.0.1" : `0x${hex}`)),
  );
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
