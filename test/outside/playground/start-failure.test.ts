import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createPlaygrounds } from "../../../src/outside/playground/create-playgrounds.ts";
import { startOwnPlane } from "../../../src/outside/playground/own-plane.ts";
import { planesFolder } from "../../../src/outside/playground/plane-folder.ts";
import type { PlaneOptions } from "../../../src/outside/playground/plane-state.ts";
import type { Playgrounds } from "../../../src/outside/playground/playgrounds.ts";
import type { ProgramName, Programs } from "../../../src/outside/programs/programs.ts";
import { AddonsError } from "../../../src/support/addons-error.ts";
import { describeWithCluster, programPath } from "../../cluster/plane.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-start-failure-"));
});
afterEach(async () => {
  const left = playgroundsOf(scripts({}));
  for (const { name } of await left.list()) await left.down(name);
  rmSync(folder, { recursive: true });
});

/** Programs that are shell scripts: the given ones, or one that waits for ever. */
function scripts(texts: Readonly<Record<string, string>>): Programs {
  const path = (name: string): string => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${texts[name] ?? "exec sleep 600"}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  return {
    path: async (name) => await Promise.resolve(path(name)),
    paths: async <Name extends ProgramName>(names: readonly Name[]) =>
      await Promise.resolve(Object.fromEntries(names.map((name) => [name, path(name)])) as Record<Name, string>),
  };
}

function playgroundsOf(programs: Programs, plane: Partial<PlaneOptions> = {}): Playgrounds {
  return createPlaygrounds({ programs, scope: folder, plane });
}

async function failure(up: Promise<unknown>): Promise<AddonsError> {
  const error = await up.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AddonsError)) throw new Error(`Not refused as it should be: ${String(error)}`);
  return error;
}

it("names the component that ended, its last words and its log", async () => {
  const etcd = 'echo "panic: \u001b[31mwrong\u001b[0m data folder" >&2; exit 3';
  const playgrounds = playgroundsOf(scripts({ etcd }));
  const error = await failure(playgrounds.up("dev", () => {}));
  expect(error.code).toBe("PLAYGROUND-START-FAILED");
  expect(error.message).toBe(
    "The playground did not come up: etcd ended with exit code 3\nLast lines of its log:\n  panic: wrong data folder",
  );
  expect(error.hint).toMatch(/^the whole log: \S+etcd\.log; then try again: addons playground up$/);
  expect(await playgrounds.status("dev")).toEqual({ name: "dev", state: "broken", why: "etcd ended with exit code 3" });
  expect(await playgrounds.down("dev")).toBe(true);
});

it("names a program that cannot be started", async () => {
  const programs = scripts({});
  await programs.path("etcd", () => {});
  const playgrounds = playgroundsOf({
    ...programs,
    paths: async (names, progress) => ({ ...(await programs.paths(names, progress)), etcd: "/nonexistent/etcd" }),
  });
  const error = await failure(playgrounds.up("dev", () => {}));
  expect(error.message).toContain("etcd could not be started: spawn /nonexistent/etcd ENOENT");
  await playgrounds.down("dev");
});

it("ends a start that takes too long and says what it waited for", async () => {
  const said: string[] = [];
  const playgrounds = playgroundsOf(scripts({ "kube-apiserver": "echo hanging; exec sleep 600" }), {
    startTimeoutMs: 1500,
  });
  const error = await failure(playgrounds.up("dev", (message) => said.push(message)));
  expect(error.message).toBe(
    "The playground did not come up: not ready after 1.5 s: waiting for kube-apiserver\nLast lines of its log:\n  hanging",
  );
  expect(said).toEqual(["starting etcd and kube-apiserver", "waiting for kube-apiserver"]);
  await playgrounds.down("dev");
});

it("leaves nothing of a plane with an owner that failed", async () => {
  const before = readdirSync(planesFolder()).filter((name) => name.startsWith(`own-${process.pid}-`));
  const error = await failure(startOwnPlane({ programs: scripts({ etcd: "exit 1" }) }));
  expect(error.code).toBe("PLAYGROUND-START-FAILED");
  expect(readdirSync(planesFolder()).filter((name) => name.startsWith(`own-${process.pid}-`))).toEqual(before);
});

it("says so when it is taken down while it starts", async () => {
  const playgrounds = playgroundsOf(scripts({}));
  const up = failure(playgrounds.up("dev", () => {}));
  await expect.poll(async () => (await playgrounds.status("dev")).state, { timeout: 20_000 }).toBe("broken");
  expect(await playgrounds.status("dev")).toMatchObject({ why: "it is still starting" });
  await playgrounds.down("dev");
  expect((await up).message).toBe("The playground did not come up: it was taken down while it started");
});

describeWithCluster("a port that somebody took", () => {
  it("costs another try, not the plane", async () => {
    const once = join(folder, "once");
    const etcd = `if mkdir ${once}; then echo "bind: address already in use"; exit 1; fi; exec ${programPath("etcd")} "$@"`;
    const real = { "kube-apiserver": "", "kube-controller-manager": "", "kube-scheduler": "", kwok: "" };
    const texts = Object.fromEntries(
      (Object.keys(real) as (keyof typeof real)[]).map((name) => [name, `exec ${programPath(name)} "$@"`]),
    );
    const playgrounds = playgroundsOf(scripts({ ...texts, etcd }));
    const plane = await playgrounds.up("dev", () => {});
    expect([plane.state, existsSync(once)]).toEqual(["running", true]);
    await playgrounds.down("dev");
  });
});
