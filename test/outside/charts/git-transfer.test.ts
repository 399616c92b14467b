import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Pin } from "../../../src/lock/lockfile.ts";
import type { ChartArchive } from "../../../src/outside/charts/chart-archives.ts";
import { canonicalSource } from "../../../src/sources/canonical-source.ts";
import type { GitSource } from "../../../src/sources/chart-source.ts";
import { failure } from "../../failure.ts";
import { chart, gitArchives, gitSource } from "./git-archives.ts";
import { git, makeRepository, serveGit } from "./serve-git.ts";
import { workFolder } from "./work-folder.ts";

function pinTo(source: GitSource, archive: ChartArchive): Pin {
  const { name, version } = archive.metadata;
  return {
    chart: `${name}@${version}`,
    source: canonicalSource(source),
    commit: archive.commit!,
    content: archive.content,
  };
}

describe("over HTTP", () => {
  test("one commit and the files of one folder are asked for, nothing else; the next run asks nobody", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    repository.commit(chart("0.9.0"));
    const commit = repository.commit(chart("1.0.0"));
    await using server = await serveGit(join(root, "r"));
    const source = gitSource(`${server.url}/chart.git`, "charts/web", "main");
    const first = gitArchives(root);
    const archive = await first.charts.download(source, "");
    expect(archive.commit).toBe(commit);
    // `other/big.bin` has 2 MB, and so has each older commit.
    expect(server.sent).toBeLessThan(20_000);
    const wants = server.requests.flatMap(({ body }) => body.match(/want [0-9a-f]{40}/g) ?? []);
    const blobs = git(repository.work, "ls-tree", "-r", "--format=%(objectname)", "HEAD", "charts/web").split("\n");
    expect(wants.toSorted()).toEqual([commit, ...blobs].map((id) => `want ${id}`).toSorted());
    expect(first.commands()).toEqual([
      "ls-remote", "init", "fetch", "ls-tree", "cat-file", "fetch", "cat-file", "cat-file",
    ]); // prettier-ignore
    const before = server.requests.length;
    const pin = pinTo(source, archive);
    const next = gitArchives(root, { env: { PATH: "/nowhere" } });
    expect((await next.charts.pinned(pin)).archive).toBe(archive.archive);
    expect((await next.charts.available(pin))?.content).toBe(archive.content);
    expect(next.commands()).toEqual([]);
    expect(server.requests).toHaveLength(before);
  });

  test("two charts of one commit share what was fetched, in one run and in parallel runs", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const second = "apiVersion: v2\nname: second\nversion: 1.0.0\n";
    repository.commit({ ...chart("1.0.0"), "charts/second/Chart.yaml": second });
    await using server = await serveGit(join(root, "r"));
    const both = async (): Promise<readonly string[]> => {
      const { charts, commands } = gitArchives(root);
      const url = `${server.url}/chart.git`;
      await Promise.all(["charts/web", "charts/second"].map((path) => charts.download(gitSource(url, path), "")));
      return commands();
    };
    const runs = await Promise.all([both(), both(), both()]);
    for (const commands of runs) expect(commands.filter((command) => command === "ls-remote")).toHaveLength(1);
    const later = await both();
    expect(later).not.toContain("fetch");
    expect(readdirSync(join(root, ".cache/charts/git"))).toHaveLength(1);
  });

  test("an old server gives what its refs name: their histories are looked through", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const old = repository.commit(chart("0.9.0"));
    const now = repository.commit(chart("1.0.0"));
    for (const setting of ["allowFilter", "allowAnySHA1InWant"])
      git(repository.folder, "config", `uploadpack.${setting}`, "false");
    await using server = await serveGit(join(root, "r"));
    server.protocol = "old";
    const { charts } = gitArchives(root);
    const url = `${server.url}/chart.git`;
    expect((await charts.download(gitSource(url, "charts/web"), "")).commit).toBe(now);
    expect((await charts.download(gitSource(url, "charts/web", old), "")).metadata.version).toBe("0.9.0");
    const gone = await failure(charts.download(gitSource(url, "charts/web", "0".repeat(39) + "1"), ""));
    expect(gone.code).toBe("CHART-GIT-COMMIT");
  });

  test("a rewritten branch keeps the pin working; a deleted commit has its own message", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const old = repository.commit(chart("1.0.0"));
    await using server = await serveGit(join(root, "r"));
    const source = gitSource(`${server.url}/chart.git`, "charts/web", "main");
    const pin = pinTo(source, await gitArchives(root).charts.download(source, ""));
    repository.git("checkout", "-q", "--orphan", "fresh");
    const fresh = repository.commit(chart("2.0.0"));
    const elsewhere = { cache: join(root, "elsewhere") };
    expect((await gitArchives(root, elsewhere).charts.pinned(pin)).content).toBe(pin.content);
    expect((await gitArchives(root, elsewhere).charts.download(source, "")).commit).toBe(fresh);
    git(repository.folder, "reflog", "expire", "--expire=now", "--all");
    git(repository.folder, "gc", "-q", "--prune=now");
    const gone = await failure(gitArchives(root, { cache: join(root, "third") }).charts.pinned(pin));
    expect(gone).toMatchObject({ code: "CHART-GIT-COMMIT", message: expect.stringContaining(old) });
    expect(gone.message).toMatch(/^web@1\.0\.0: /);
    expect(gone.hint).toMatch(/addons lock --update/);
    // It is still in the first cache.
    expect((await gitArchives(root).charts.pinned(pin)).content).toBe(pin.content);
  });

  test("another content at the pinned commit is refused", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    repository.commit(chart("1.0.0"));
    const source = gitSource(`file://${repository.folder}`, "charts/web");
    const { charts } = gitArchives(root);
    const pin = { ...pinTo(source, await charts.download(source, "")), content: `h1:${"A".repeat(43)}=` };
    const error = await failure(charts.pinned(pin));
    expect(error).toMatchObject({ code: "LOCK-DIGEST-MISMATCH", kind: "refused" });
    expect(error.hint).toMatch(/commit and content .* do not belong together/);
  });
});

describe("what can go wrong", () => {
  test("a damaged repository in the cache is made anew", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    repository.commit(chart("1.0.0"));
    const source = gitSource(`file://${repository.folder}`, "charts/web");
    const before = await gitArchives(root).charts.download(source, "");
    const base = join(root, ".cache/charts/git");
    const packs = join(base, readdirSync(base)[0]!, "objects/pack");
    for (const name of readdirSync(packs)) {
      if (!name.endsWith(".pack")) continue;
      const path = join(packs, name);
      chmodSync(path, 0o600);
      writeFileSync(path, "damaged");
    }
    expect((await gitArchives(root).charts.download(source, "")).content).toBe(before.content);
  });

  test("no git program, no such repository, no network allowed", async () => {
    const root = workFolder();
    const source = gitSource(`file://${root}/none.git`, "charts/web");
    expect(await failure(gitArchives(root, { env: { PATH: "/nowhere" } }).charts.download(source, ""))).toMatchObject({
      code: "GIT-MISSING",
      kind: "usage",
    });
    expect(await failure(gitArchives(root).charts.download(source, ""))).toMatchObject({
      code: "CHART-GIT-REPOSITORY",
    });
    const remote = gitSource("https://git.example.com/x", "y");
    const offline = gitArchives(root, { network: "refused" });
    expect(await failure(offline.charts.download(remote, ""))).toMatchObject({ code: "CHART-OFFLINE" });
    expect(offline.commands()).toEqual([]);
  });

  test("a server that stalls is given up", async () => {
    const root = workFolder();
    await using server = await serveGit(root);
    server.stalled = true;
    const error = await failure(
      gitArchives(root, { idleMs: 1000 }).charts.download(gitSource(`${server.url}/x.git`), ""),
    );
    expect(error).toMatchObject({ code: "CHART-SOURCE", message: expect.stringMatching(/too slow|timed out/i) });
  });

  test("a branch that says what it wants to run is refused before git sees it", async () => {
    const root = workFolder();
    const { charts, commands } = gitArchives(root);
    const hostile: readonly GitSource[] = [
      { kind: "git", repo: "ext::sh -c touch% /tmp/x", path: "" },
      { kind: "git", repo: "ssh://-oProxyCommand=touch/x", path: "" },
      { kind: "git", repo: "--upload-pack=touch", path: "" },
      { kind: "git", repo: "file:///x", path: "", ref: "--upload-pack=touch" },
      { kind: "git", repo: "file:///x", path: "", ref: "a:b" },
      { kind: "git", repo: "file:///x", path: "../y" },
      { kind: "git", repo: "http://git.example.com/x", path: "y" },
      { kind: "git", repo: "https://user:secret@git.example.com/x", path: "y" },
    ];
    for (const source of hostile) {
      const error = await failure(charts.download(source, ""));
      expect([source.repo, error.code]).toEqual([source.repo, "CHART-SOURCE-ADDRESS"]);
      expect(error.message).not.toContain("secret");
    }
    expect(commands()).toEqual([]);
  });
});
