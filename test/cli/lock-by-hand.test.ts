import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { schemaProblems } from "../report/schema-problems.ts";
import { addons, lockedProject, lockText, offer, otherFiles } from "./locked-project.ts";

const LOCK = "addons.lock.yaml";
const SIZE = 50 * 1024 * 1024;

interface HandEdit {
  readonly edit: (lock: string) => string | Buffer;
  /** Exit codes of `lock --check` and of `lock` after it. */
  readonly codes: readonly [number, number];
  readonly says: RegExp;
}

const swapped = (lock: string): string =>
  lock.replace(/archive: (\S+)\n(\s+)content: (\S+)/, "archive: $3\n$2content: $1");

/** The two blocks of `demo` and `local` below `dev` with each other's pins. */
function exchanged(lock: string): string {
  const pin = (addon: string): string => new RegExp(`  ${addon}:\n    dev:\n((?:      .*\n)+)`).exec(lock)?.[1] ?? "";
  const [demo, local] = [pin("demo"), pin("local")];
  return lock.replace(demo, "\u0000").replace(local, demo).replace("\u0000", local);
}

const EDITS: Readonly<Record<string, HandEdit>> = {
  "a digest of another form": {
    edit: (lock) => lock.replace(/archive: sha256:./, "archive: sha256:"),
    codes: [64, 64],
    says: /LOCK-VALUE/,
  },
  "swapped fields": { edit: swapped, codes: [64, 64], says: /LOCK-VALUE/ },
  "the pin of another add-on": {
    edit: exchanged,
    codes: [2, 0],
    says: /demo \(dev\) comes from another source than the locked one/,
  },
  "another content for one of two pins of a version": {
    edit: (lock) => lock.replace(/content: h1:...../, "content: h1:AAAAA"),
    codes: [2, 4],
    says: /demo \(prod\) demo@1\.0\.0 has another content here than in dev/,
  },
  "pins of an environment that does not exist": {
    edit: (lock) => lock.replace("    prod:", "    prodd:"),
    codes: [2, 0],
    says: /demo \(prodd\) is locked for an environment that does not exist; the nearest is prod/,
  },
  "an add-on that does not exist": {
    edit: (lock) => lock.replace("  local:", "  locale:"),
    codes: [2, 0],
    says: /locale \(dev\) is locked, but not an enabled add-on of any environment any more {2}addons\.lock\.yaml:\d+:5\n {6}lock: {5}local@0\.1\.0/,
  },
  "another version": {
    edit: (lock) => lock.replaceAll("demo@1.0.0", "demo@2.0.0"),
    codes: [2, 0],
    says: /demo \(dev\) is locked at 2\.0\.0, which its constraint \^1 does not allow {2}environments\/dev\.yaml:7:3/,
  },
  "another constraint": {
    edit: (lock) => lock.replaceAll('"^1"', '"^1.0"'),
    codes: [2, 0],
    says: /has another version constraint \(\^1\) than when it was locked \(\^1\.0\)/,
  },
  "another name of the chart": {
    edit: (lock) => lock.replaceAll("demo@", "other@"),
    codes: [2, 0],
    says: /is another chart than the locked one/,
  },
  "an unknown field": {
    edit: (lock) => lock.replace("      source:", "      sauce: x\n      source:"),
    codes: [64, 64],
    says: /LOCK-UNKNOWN-FIELD.*did you mean source/,
  },
  "an unknown field at the top": { edit: (lock) => `${lock}extra: 1\n`, codes: [64, 64], says: /LOCK-UNKNOWN-FIELD/ },
  "a missing field": {
    edit: (lock) => lock.replace(/ {6}content: .*\n/, ""),
    codes: [64, 64],
    says: /LOCK-MISSING-FIELD/,
  },
  "a newer lockVersion": {
    edit: (lock) => lock.replace("lockVersion: 1", "lockVersion: 2"),
    codes: [64, 64],
    says: /LOCK-VERSION.*update addons/,
  },
  "no lockVersion": { edit: (lock) => lock.replace("lockVersion: 1\n", ""), codes: [64, 64], says: /LOCK-VERSION/ },
  "line ends of Windows": {
    edit: (lock) => lock.replaceAll("\n", "\r\n"),
    codes: [2, 0],
    says: /the text is not as `addons lock` writes it/,
  },
  "a byte order mark": { edit: (lock) => `\uFEFF${lock}`, codes: [2, 0], says: /not as `addons lock` writes it/ },
  "a tab": { edit: (lock) => lock.replace("      source:", "\tsource:"), codes: [64, 64], says: /YAML-TAB/ },
  "an anchor": {
    edit: (lock) => lock.replace("    dev:\n", "    dev: &pin\n"),
    codes: [2, 0],
    says: /not as `addons lock` writes it/,
  },
  "a duplicate key": {
    edit: (lock) => lock.replace("    prod:", "    dev:"),
    codes: [64, 64],
    says: /YAML-DUPLICATE-KEY/,
  },
  "another order, comments, other quotes": {
    edit: (lock) => lock.replace("addons:", "# mine\naddons:").replace('"^1"', "^1"),
    codes: [2, 0],
    says: /addons\.lock\.yaml:4:1|not as `addons lock` writes it/,
  },
  "no text": { edit: () => "", codes: [64, 64], says: /YAML-EMPTY/ },
  "no UTF-8": { edit: () => Buffer.from([0xff, 0xfe, 0x00]), codes: [64, 64], says: /FILE-NOT-TEXT/ },
  "a list": { edit: () => "- a\n", codes: [64, 64], says: /LOCK-TYPE/ },
  "50 MB": { edit: (lock) => lock + "#".repeat(SIZE), codes: [64, 64], says: /FILE-TOO-LARGE.*at most 5 MB/ },
  "4 MB of brackets": { edit: () => `a: ${"[".repeat(4 * 1024 * 1024)}`, codes: [64, 64], says: /YAML-/ },
  "a merge that was not solved": {
    edit: (lock) => `<<<<<<< HEAD\n${lock}=======\n>>>>>>> x\n`,
    codes: [64, 64],
    says: /LOCK-MERGE-CONFLICT/,
  },
};

describe("a lock that was edited by hand", () => {
  test.each(Object.entries(EDITS))("%s", async (_, { edit, codes, says }) => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const [lock, files] = [lockText(root), otherFiles(root)];
    const edited = Buffer.from(edit(lock));
    writeFileSync(join(root, LOCK), edited);
    const sent = server.requests.length;

    const check = await addons(root, ["lock", "--check"]);
    expect(`${check.stdout}${check.stderr}`).toMatch(says);
    expect(check.code).toBe(codes[0]);
    expect(server.requests.length).toBe(sent);
    expect(readFileSync(join(root, LOCK)).equals(edited)).toBe(true);

    const again = await addons(root, ["lock"]);
    expect(again.code).toBe(codes[1]);
    const expected = codes[1] === 0 ? Buffer.from(lock) : edited;
    expect(readFileSync(join(root, LOCK)).equals(expected)).toBe(true);
    expect(otherFiles(root)).toEqual(files);
  });

  test("something else than a file: a folder, a link, a dangling link", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    mkdirSync(join(root, LOCK));
    for (const args of [["lock"], ["lock", "--check"], ["lock", "--verify"]]) {
      expect(await addons(root, args)).toMatchObject({
        code: 64,
        stderr: expect.stringContaining("FILE-NOT-A-FILE") as string,
      });
    }
    rmSync(join(root, LOCK), { recursive: true });
    await addons(root, ["lock"]);
    renameSync(join(root, LOCK), join(root, "real.yaml"));
    symlinkSync("real.yaml", join(root, LOCK));
    const before = readFileSync(join(root, "real.yaml"), "utf8");
    expect((await addons(root, ["lock", "--check"])).code).toBe(0);
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const moved = await addons(root, ["lock", "--update"]);
    expect([moved.code, moved.stderr]).toEqual([64, expect.stringContaining("FILE-SYMLINK")]);
    expect(readFileSync(join(root, "real.yaml"), "utf8")).toBe(before);
    rmSync(join(root, "real.yaml"));
    expect((await addons(root, ["lock"])).code).toBe(64);
  });

  test("a file, or a folder, that may not be read or written", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    const lock = lockText(root);
    mkdirSync(join(root, "open"));
    chmodSync(join(root, "open"), 0o777);
    chmodSync(root, 0o555);
    chmodSync(join(root, LOCK), 0o444);
    offer(server, { "1.0.0": {}, "1.1.0": {} });
    const unwritable = await asOwnerOnly(root, "--update");
    chmodSync(join(root, LOCK), 0o000);
    const unreadable = [
      await asOwnerOnly(root),
      await asOwnerOnly(root, "--check"),
      await asOwnerOnly(root, "--verify"),
    ];
    chmodSync(root, 0o755);
    chmodSync(join(root, LOCK), 0o644);
    expect(unwritable).toEqual({ code: 1, stderr: expect.stringContaining("FILE-WRITE") as string });
    for (const said of unreadable)
      expect(said).toEqual({ code: 1, stderr: expect.stringContaining("FILE-UNREADABLE") as string });
    expect(lockText(root)).toBe(lock);
  });
});

/** A process of its own, for root (who runs tests in containers) without the right to pass over permissions. */
async function asOwnerOnly(root: string, ...args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const asOwner = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
  const env = { ...process.env, ADDONS_CACHE: join(root, "open"), HOME: join(root, "open") };
  const main = join(import.meta.dirname, "../../src/cli/main.ts");
  const command = [...(process.getuid?.() === 0 ? asOwner : []), process.execPath, main, "lock", "-q", ...args];
  const child = spawn(command[0] ?? "", command.slice(1), { cwd: root, env });
  let stderr = "";
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr };
}

describe("addons lock --check", () => {
  test("sends nothing and starts no program", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server, { helm: '#!/bin/sh\necho started >> "$0.log"\n' });
    chmodSync(join(root, "helm"), 0o755);
    await addons(root, ["lock"]);
    rmSync(join(root, ".cache"), { recursive: true });
    const sent = server.requests.length;
    const env = { ADDONS_HELM: join(root, "helm"), PATH: root };
    expect(await addons(root, ["lock", "--check"], env)).toMatchObject({
      code: 0,
      stdout: "addons.lock.yaml: up to date\n",
      stderr: "",
    });
    writeFileSync(join(root, "charts/local/values.yaml"), "a: 1\n");
    const stale = await addons(root, ["lock", "--check", "-o", "github"], env);
    expect(stale.code).toBe(2);
    expect(stale.stdout).toMatch(
      /^::error file=environments\/dev\.yaml,line=8,col=3,title=LOCK-STALE-CONTENT-CHANGED::local/,
    );
    expect(server.requests.length).toBe(sent);
    expect(Object.keys(otherFiles(root))).not.toContain("helm.log");
  });

  test("looks at the copies in charts/vendor, where there are some", async () => {
    await using server = await serveCharts();
    offer(server, { "1.0.0": {} });
    const root = lockedProject(server);
    await addons(root, ["lock"]);
    mkdirSync(join(root, "charts/vendor"));
    writeFileSync(join(root, "charts/vendor/stray-1.0.0.tgz"), "x");
    const sent = server.requests.length;
    const said = await addons(root, ["lock", "--check", "-o", "json"]);
    const document = JSON.parse(said.stdout) as { vendor: { kind: string; file: string }[] };
    expect(said.code).toBe(2);
    expect(schemaProblems("lock-report", document)).toEqual([]);
    expect(document.vendor.map(({ kind, file }) => `${kind} ${file}`)).toEqual([
      "missing demo-1.0.0.tgz",
      "stray stray-1.0.0.tgz",
    ]);
    expect((await addons(root, ["lock", "--check"])).stdout).toMatch(
      /charts\/vendor is not what is locked: 2 files\n→ next: addons vendor\n$/,
    );
    rmSync(join(root, "charts/vendor"), { recursive: true });
    expect((await addons(root, ["lock", "--check"])).code).toBe(0);
    expect(server.requests.length).toBe(sent);
  });
});
