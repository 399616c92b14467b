import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packFolder } from "../../../src/outside/charts/folder/pack-folder.ts";
import { failure } from "../../failure.ts";
import { chart, gitArchives, gitSource } from "./git-archives.ts";
import { git, makeRepository } from "./serve-git.ts";
import { workFolder } from "./work-folder.ts";

describe("refs", () => {
  test("a branch, a tag, an annotated tag, a commit, the default branch and a full ref", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const first = repository.commit(chart("1.0.0"));
    repository.git("tag", "light");
    repository.git("tag", "-a", "-m", "x", "annotated");
    repository.git("push", "-q", repository.folder, "--tags");
    const second = repository.commit(chart("1.1.0"));
    const third = repository.commit(chart("2.0.0"), "team/next");
    const repo = `file://${repository.folder}`;
    const { charts } = gitArchives(root);
    const looked = async (ref?: string) => {
      const { commit, refKind, metadata } = await charts.download(gitSource(repo, "charts/web", ref), "");
      return [commit, refKind, metadata.version];
    };
    expect(await looked()).toEqual([second, "branch", "1.1.0"]);
    expect(await looked("main")).toEqual([second, "branch", "1.1.0"]);
    expect(await looked("team/next")).toEqual([third, "branch", "2.0.0"]);
    expect(await looked("light")).toEqual([first, "tag", "1.0.0"]);
    expect(await looked("annotated")).toEqual([first, "tag", "1.0.0"]);
    expect(await looked("refs/tags/annotated")).toEqual([first, "tag", "1.0.0"]);
    expect(await looked(first)).toEqual([first, "commit", "1.0.0"]);
    const missing = await failure(charts.download(gitSource(repo, "charts/web", "nex"), ""));
    expect(missing).toMatchObject({ code: "CHART-GIT-REF", message: expect.stringContaining('no tag "nex"') });
    const short = await failure(charts.download(gitSource(repo, "charts/web", first.slice(0, 10)), ""));
    expect(short.hint).toMatch(/whole id/);
    repository.git("tag", "team/next", first);
    repository.git("push", "-q", repository.folder, "--tags");
    const both = await failure(gitArchives(root).charts.download(gitSource(repo, "charts/web", "team/next"), ""));
    expect(both).toMatchObject({ code: "CHART-GIT-REF", hint: expect.stringContaining("refs/heads/team/next") });
  });

  test("a repository whose ids are SHA-256", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"), ["--object-format=sha256"]);
    const commit = repository.commit(chart("1.0.0"));
    expect(commit).toHaveLength(64);
    const { charts } = gitArchives(root);
    const source = gitSource(`file://${repository.folder}`, "charts/web");
    expect((await charts.download(source, "")).commit).toBe(commit);
  });
});

describe("content", () => {
  test("equals that of the same files in a local folder, with .helmignore, to the byte of the archive", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const ignored = {
      ".helmignore": "*.tmp\ndocs/\nlinked/\n",
      "a.tmp": "x",
      "docs/x.md": "x",
      sub: null,
      linked: "->templates",
    };
    repository.commit(chart("1.0.0", ignored));
    const { charts } = gitArchives(root);
    const fromGit = await charts.download(gitSource(`file://${repository.folder}`, "charts/web"), "");
    const fromDisk = await packFolder(repository.work, "charts/web");
    expect([...fromGit.files.keys()]).toEqual([".helmignore", "Chart.yaml", "icon.bin", "templates/a.yaml"]);
    expect(fromGit.content).toBe(fromDisk.content);
    expect(fromGit.archive).toBe(fromDisk.archive);
  });

  test("a chart at the top of its repository; attributes of git change no byte", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const text = "a: $Id$\r\nb: $Format:%H$\n";
    repository.commit({
      "Chart.yaml": "apiVersion: v2\nname: top\nversion: 1.0.0\n",
      "values.yaml": text,
      ".gitattributes": "* text=auto eol=crlf ident export-subst\ntemplates export-ignore\n",
      "templates/a.yaml": "a: 1\n",
    });
    const { files } = await gitArchives(root).charts.download(gitSource(`file://${repository.folder}`), "");
    const stored = git(repository.work, "cat-file", "blob", "HEAD:values.yaml");
    expect(Buffer.from(files.get("values.yaml")!).toString()).toBe(`${stored}\n`);
    expect([...files.keys()]).toContain("templates/a.yaml");
  });

  const odd: readonly [string, Readonly<Record<string, string | Uint8Array>>, string, RegExp][] = [
    ["a symbolic link", { "values.yaml": "->../../../etc/passwd" }, "CHART-LINK", /values\.yaml: is a symbolic link/],
    ["a link as .helmignore", { ".helmignore": "->x" }, "CHART-LINK", /\.helmignore: is a symbolic link/],
    [
      "a pointer of Git LFS",
      { "crds.tgz": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n" },
      "CHART-LFS",
      /crds\.tgz: is a pointer of Git LFS/,
    ],
    ["a huge file", { "huge.bin": Buffer.alloc(101 * 1024 * 1024) }, "CHART-TOO-LARGE", /more than 100 MB/],
    ["a newline in a name", { "a\nb": "x" }, "CHART-UNSAFE-PATH", /points outside/],
    ["no Chart.yaml", { "Chart.yaml": new Uint8Array() }, "CHART-METADATA", /Chart\.yaml/],
  ];
  test.for(odd)("refused: %s", async ([, more, code, message]) => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    repository.commit(chart("1.0.0", more));
    const error = await failure(
      gitArchives(root).charts.download(gitSource(`file://${repository.folder}`, "charts/web"), ""),
    );
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("refused: a submodule in the folder, on the way to it, and a folder that is none", async () => {
    const root = workFolder();
    const repository = makeRepository(join(root, "r"));
    const commit = repository.commit({ ...chart("1.0.0"), link: "->charts" });
    repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},charts/web/charts/sub`);
    repository.git("commit", "-q", "-m", "submodule");
    repository.git("push", "-q", repository.folder, "HEAD:main");
    const { charts } = gitArchives(root);
    const at = (path: string) => failure(charts.download(gitSource(`file://${repository.folder}`, path), ""));
    expect(await at("charts/web")).toMatchObject({
      code: "CHART-SUBMODULE",
      message: expect.stringContaining("charts/sub: is a submodule"),
    });
    expect((await at("charts/web/charts/sub")).message).toMatch(/"charts\/web\/charts\/sub" is a submodule/);
    expect((await at("link/web")).message).toMatch(/"link" is a symbolic link/);
    expect((await at("other/big.bin")).message).toMatch(/is a file/);
    expect(await at("charts/wep")).toMatchObject({
      code: "CHART-GIT-FOLDER",
      hint: "folders with a Chart.yaml are charts/web",
    });
  });
});
