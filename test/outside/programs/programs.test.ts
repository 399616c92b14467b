import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPrograms } from "../../../src/outside/programs/create-programs.ts";
import type { ProgramName } from "../../../src/outside/programs/programs.ts";
import { AddonsError } from "../../../src/support/addons-error.ts";
import { fakeGo, fakeTools, type FakeGo } from "./fake-go.ts";

let folder: string;
let tools: string;
let go: FakeGo;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "addons-programs-"));
  tools = fakeTools(join(folder, "tools"));
  go = fakeGo(join(folder, "go"), "go1.26.8");
});
afterEach(() => rmSync(folder, { recursive: true }));

type Env = Record<string, string>;

function environment(more: Env = {}): Env {
  return { PATH: `${go.bin}:/usr/bin:/bin`, HOME: folder, ADDONS_PROGRAMS_CACHE: join(folder, "cache"), ...more };
}

async function path(name: ProgramName, env: Env = environment(), said: string[] = []): Promise<string> {
  return await createPrograms({ env, toolsFolder: tools }).path(name, (message) => said.push(message));
}

async function failure(result: Promise<unknown>): Promise<AddonsError> {
  const error = await result.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AddonsError)) throw new Error(`Not refused as it should be: ${String(error)}`);
  return error;
}

describe("a build", () => {
  it("happens once; the second time nothing is started", async () => {
    const said: string[] = [];
    const built = await path("registry", environment(), said);
    expect(built).toMatch(/cache\/registry-v3\.1\.2-[0-9a-f]{16}\/go1\.26\.8\/registry$/);
    expect(go.calls()).toHaveLength(1);
    expect(said[0]).toContain("ten to fifteen minutes on two cores");
    expect(said[1]).toBe("building registry v3.1.2 (1 of 1)");
    expect(await path("registry")).toBe(built);
    expect(go.calls()).toHaveLength(1);
    expect(readdirSync(join(folder, "cache"))).toHaveLength(1);
  });

  it("is told exactly what go.mod pins, and nothing that the user's environment would change", async () => {
    const env = environment({
      GOFLAGS: "-mod=mod",
      GOOS: "plan9",
      GOEXPERIMENT: "x",
      GOPROXY: "off",
      CGO_ENABLED: "1",
    });
    await path("helm3", env);
    const [call] = go.calls();
    expect(call?.args.join(" ")).toMatch(
      /^build -v -trimpath -buildvcs=false -ldflags -s -w -X helm.sh\/helm\/v3\/internal\/version.version=v3.22.0 -X helm.sh\/helm\/v3\/pkg\/chartutil.k8sVersionMajor=1 -X helm.sh\/helm\/v3\/pkg\/chartutil.k8sVersionMinor=37 -X helm.sh\/helm\/v3\/pkg\/lint\/rules.k8sVersionMajor=1 -X helm.sh\/helm\/v3\/pkg\/lint\/rules.k8sVersionMinor=37 -o \S+\/helm3 helm.sh\/helm\/v3\/cmd\/helm$/,
    );
    expect(call?.cwd).toBe(join(tools, "helm3"));
    expect(call?.env).toMatchObject({
      CGO_ENABLED: "0",
      GOFLAGS: "-mod=readonly",
      GOTOOLCHAIN: "local",
      GOWORK: "off",
      GOPROXY: "off",
    });
    expect(Object.keys(call?.env ?? {})).not.toEqual(expect.arrayContaining(["GOOS"]));
    expect(Object.keys(call?.env ?? {})).not.toEqual(expect.arrayContaining(["GOEXPERIMENT"]));
  });

  it("stamps Kubernetes for servers and clients, and makes its three programs at once", async () => {
    const programs = createPrograms({ env: environment(), toolsFolder: tools });
    const said: string[] = [];
    const names = ["kube-scheduler", "etcd", "kube-apiserver"] as const;
    const paths = await programs.paths(names, (message) => said.push(message));
    expect(Object.keys(paths).sort()).toEqual(["etcd", "kube-apiserver", "kube-scheduler"]);
    expect(said).toContain("building kubernetes v1.37.1 (1 of 2)");
    expect(said).toContain("building etcd v3.7.3 (2 of 2)");
    const stamps = go.calls()[0]?.args[5];
    for (const variable of ["component-base/version", "client-go/pkg/version"]) {
      expect(stamps).toContain(`-X k8s.io/${variable}.gitVersion=v1.37.1 -X k8s.io/${variable}.gitMajor=1`);
      expect(stamps).toContain(`-X k8s.io/${variable}.gitMinor=37`);
    }
    await programs.path("kube-controller-manager", () => {});
    expect(go.calls()).toHaveLength(2);
  });

  it.each([
    ["go.mod", (): void => appendFileSync(join(tools, "registry/go.mod"), "// bumped\n")],
    ["go.sum", (): void => appendFileSync(join(tools, "registry/go.sum"), "x\n")],
    ["Go", (): void => void (go = fakeGo(join(folder, "go2"), "go1.27.0"))],
  ])("is done again when %s changed", async (_, change) => {
    const before = await path("registry");
    change();
    const after = await path("registry");
    expect(after).not.toBe(before);
    expect(existsSync(before)).toBe(true);
  });

  it.each([
    ["short", (program: string): void => truncateSync(program, 3)],
    ["empty", (program: string): void => truncateSync(program, 0)],
    ["gone", (program: string): void => rmSync(program)],
    ["without its entry file", (program: string): void => rmSync(join(program, "../entry.json"))],
  ])("replaces a cached program that is %s", async (_, damage) => {
    const built = await path("registry");
    const content = readFileSync(built);
    damage(built);
    expect(await path("registry")).toBe(built);
    expect(readFileSync(built)).toEqual(content);
    expect(go.calls()).toHaveLength(2);
  });

  it("does not keep a program that gives another version", async () => {
    go.behave({ version: "v9.9.9" });
    const error = await failure(path("registry"));
    expect([error.code, error.message]).toEqual([
      "PROGRAM-WRONG-VERSION",
      expect.stringMatching(/registry should be v3\.1\.2 but answers: registry v9\.9\.9$/),
    ]);
    go.behave({});
    await path("registry");
    expect(go.calls()).toHaveLength(2);
  });

  it("is shared by processes that need it at once", async () => {
    go.behave({ slow: "0.5" });
    const [first, second] = [builder("registry"), builder("registry")];
    const paths = await Promise.all([first.output, second.output, path("registry")]);
    expect(new Set(paths.map((text) => text.trim())).size).toBe(1);
    expect(go.calls()).toHaveLength(1);
  });

  it("is taken over from a process that was killed in the middle", async () => {
    go.behave({ slow: "600" });
    const killed = builder("registry");
    await expect.poll(() => go.calls().length, { timeout: 20_000 }).toBe(1);
    killed.child.kill("SIGKILL");
    await once(killed.child, "exit");
    expect(readdirSync(join(folder, "cache")).sort()).toEqual([
      expect.stringMatching(/^\.building-/),
      "build.lock",
      expect.stringMatching(/^build\.lock\./),
    ]);
    go.behave({});
    await path("registry");
    expect(readdirSync(join(folder, "cache"))).toEqual([expect.stringMatching(/^registry-v3\.1\.2-/)]);
    go.endAll();
  });
});

function builder(name: ProgramName): { readonly child: ReturnType<typeof spawn>; readonly output: Promise<string> } {
  const script = join(import.meta.dirname, "scripts/build.ts");
  const child = spawn(process.execPath, [script, tools, name], {
    env: environment(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  return { child, output: once(child, "close").then(() => text) };
}

describe("a program is found", () => {
  it("in the folder that the user names, before all else", async () => {
    const named = join(folder, "named");
    const assets = join(folder, "assets");
    const env = environment({ ADDONS_PROGRAMS: named, KUBEBUILDER_ASSETS: assets });
    expect(go.calls()).toEqual([]);
    const inAssets = go.place(assets, "etcd");
    expect(await path("etcd", env)).toBe(inAssets);
    const inNamed = go.place(named, "etcd");
    expect(await path("etcd", env)).toBe(inNamed);
    expect(go.calls()).toEqual([]);
  });

  it("there only together with those of its release", async () => {
    const assets = join(folder, "assets");
    go.place(assets, "kube-apiserver");
    expect(await path("kube-apiserver", environment({ KUBEBUILDER_ASSETS: assets }))).toContain(
      "/cache/kubernetes-v1.37.1-",
    );
  });

  it.each(["without any Go", "with a Go that hides its version"])("in the cache %s", async (way) => {
    const built = await path("registry");
    const bin = join(folder, "bin");
    if (way !== "without any Go") go.place(bin, "go");
    const calls = go.calls().length;
    expect(await path("registry", environment({ PATH: bin }))).toBe(built);
    expect(go.calls()).toHaveLength(calls);
  });
});

describe("a person is told", () => {
  it("that there is no Go", async () => {
    const error = await failure(path("kwok", environment({ PATH: "/nonexistent" })));
    expect([error.code, error.message]).toEqual([
      "PROGRAM-NO-GO",
      "kwok: not built yet, and there is no Go on PATH to build them with",
    ]);
    expect(error.hint).toBe(
      "install Go 1.26 or newer and run the same command again, or set ADDONS_PROGRAMS to a folder that holds the programs; everything that needs no playground works without: validate, lock, graph, render, and all verbs on clusters of your kubeconfig",
    );
  });

  it("that Go is too old", async () => {
    go = fakeGo(join(folder, "old"), "go1.25.9");
    const error = await failure(path("kwok"));
    expect(error.code).toBe("PROGRAM-GO-TOO-OLD");
    expect(error.message).toBe(
      `kwok: not built yet, and ${go.bin}/go is go1.25.9, older than 1.26 that the build needs`,
    );
    expect(go.calls()).toEqual([]);
  });

  it.each([
    ["write /tmp/x: no space left on device", "PROGRAM-DISK-FULL"],
    [
      'go: k8s.io/api@v0.37.1: Get "https://proxy.invalid/x": dial tcp: lookup proxy.invalid: no such host',
      "PROGRAM-OFFLINE",
    ],
    ["go: x@v1: module lookup disabled by GOPROXY=off", "PROGRAM-OFFLINE"],
    ["verifying x@v1.0.0: checksum mismatch", "PROGRAM-MODULE-REFUSED"],
    ["x.go:1:1: missing go.sum entry for module providing package y", "PROGRAM-MODULE-REFUSED"],
    ["main.go:7:2: undefined: missing", "PROGRAM-BUILD-FAILED"],
  ])("what %s means", async (said, code) => {
    go.behave({ fail: said });
    const error = await failure(path("registry"));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^registry v3\.1\.2: .* \(go build: exit code 1\)/);
    expect(error.message).toContain(said);
    expect(error.hint).toContain("everything that needs no playground works without");
    expect(readdirSync(join(folder, "cache"))).toEqual([]);
  });

  it("that a module file is broken", async () => {
    writeFileSync(join(tools, "registry/go.mod"), "module x\n");
    expect((await failure(path("registry"))).message).toBe(
      `${join(tools, "registry/go.mod")} requires no github.com/distribution/distribution/v3`,
    );
  });
});
