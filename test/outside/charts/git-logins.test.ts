import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failure } from "../../failure.ts";
import { gitArchives, gitSource } from "./git-archives.ts";
import { makeRepository, serveGit, type GitServer } from "./serve-git.ts";
import { workFolder, writeFiles } from "./work-folder.ts";

const SECRET = "pa55-w0rd";
const BASIC = `Basic ${Buffer.from(`bot:${SECRET}`).toString("base64")}`;

function project(): { readonly root: string; readonly server: Promise<GitServer> } {
  const root = workFolder();
  makeRepository(join(root, "r")).commit({ "a/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n" });
  return { root, server: serveGit(join(root, "r")) };
}

function logIn(root: string, ...hosts: readonly string[]): void {
  const auths = Object.fromEntries(hosts.map((host) => [host, { username: "bot", password: SECRET }]));
  writeFiles(root, { "home/.docker/config.json": JSON.stringify({ auths }) });
}

describe("https logins", () => {
  test("go to their host with every request, and stand in no argument, message or file", async () => {
    const { root, server: starting } = project();
    await using server = await starting;
    server.authorization = BASIC;
    const source = gitSource(`${server.url}/chart.git`, "a");
    const without = await failure(gitArchives(root).charts.download(source, ""));
    expect(without).toMatchObject({ code: "CHART-GIT-LOGIN", hint: expect.stringContaining("config.json") });
    logIn(root, new URL(server.url).host);
    const { charts, args, notes } = gitArchives(root);
    expect((await charts.download(source, "")).metadata.name).toBe("a");
    const said = args() + notes.join();
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(BASIC.slice("Basic ".length));
    server.authorization = "Basic other";
    const refused = await failure(gitArchives(root, { cache: join(root, "other") }).charts.download(source, ""));
    expect(refused).toMatchObject({ code: "CHART-GIT-LOGIN" });
    expect(JSON.stringify(refused) + refused.message).not.toContain(SECRET);
  });

  test("are not sent on: a redirect is refused with a login, and followed without", async () => {
    const { root, server: starting } = project();
    await using front = await starting;
    await using behind = await serveGit(join(root, "r"));
    front.redirect = behind.url;
    const source = gitSource(`${front.url}/chart.git`, "a");
    logIn(root, new URL(front.url).host);
    const refused = await failure(gitArchives(root).charts.download(source, ""));
    expect(refused).toMatchObject({ code: "CHART-GIT-REDIRECT" });
    expect(front.requests.map(({ authorization }) => authorization)).toContain(BASIC);
    expect(behind.requests).toEqual([]);
    logIn(root, "127.0.0.1:1");
    const { charts } = gitArchives(root, { cache: join(root, "other") });
    expect((await charts.download(source, "")).metadata.name).toBe("a");
    expect(behind.requests.length).toBeGreaterThan(0);
    expect(behind.requests.map(({ authorization }) => authorization)).not.toContain(BASIC);
  });

  test("a redirect to another protocol is not followed", async () => {
    const { root, server: starting } = project();
    await using server = await starting;
    server.redirect = `file://${root}/r`;
    const { charts, commands } = gitArchives(root);
    const error = await failure(charts.download(gitSource(`${server.url}/chart.git`, "a"), ""));
    expect(error.code).toMatch(/^CHART-/);
    expect(commands()).toEqual(["ls-remote", ...commands().slice(1)]);
    expect(commands()).not.toContain("fetch");
  });

  test("neither a netrc file, nor settings, helpers and hooks of the user or the project are used", async () => {
    const { root, server: starting } = project();
    await using server = await starting;
    const ran = join(root, "ran");
    const program = join(root, "evil");
    const settings = `[credential]\n\thelper = !${program}\n[core]\n\thooksPath = ${root}\n\taskPass = ${program}\n\tfsmonitor = ${program}\n[http]\n\textraHeader = X-Evil: 1\n[url "https://evil.example.com/"]\n\tinsteadOf = ${server.url}\n`;
    writeFiles(root, {
      "home/.netrc": `machine 127.0.0.1 login bot password ${SECRET}\n`,
      "home/.gitconfig": settings,
      ".git/config": settings,
      ".git/HEAD": "ref: refs/heads/main\n",
      evil: `#!/bin/sh\ntouch ${ran}\n`,
    });
    chmodSync(program, 0o755);
    server.authorization = "never";
    const asks = { GIT_ASKPASS: program, SSH_ASKPASS: program, GIT_CONFIG_GLOBAL: join(root, "home/.gitconfig") };
    const { charts } = gitArchives(root, { env: asks });
    const error = await failure(charts.download(gitSource(`${server.url}/chart.git`, "a"), ""));
    expect(error.code).toBe("CHART-GIT-LOGIN");
    expect(server.requests.length).toBeGreaterThan(0);
    expect(server.requests.map(({ authorization }) => authorization)).toEqual(server.requests.map(() => undefined));
    expect(existsSync(ran)).toBe(false);
  });
});

describe("ssh", () => {
  test("is called with the host, in batch mode, with the user's agent; host and path are no options", async () => {
    const root = workFolder();
    const log = join(root, "log");
    writeFiles(root, {
      ssh: `#!/bin/sh\nprintf '%s\\n' "$@" "agent=$SSH_AUTH_SOCK" "home=$HOME" > ${log}\necho 'Host key verification failed.' >&2\nexit 255\n`,
    });
    chmodSync(join(root, "ssh"), 0o755);
    const env = { PATH: `${root}:${process.env["PATH"] ?? ""}`, SSH_AUTH_SOCK: "/run/agent" };
    const error = await failure(
      gitArchives(root, { env }).charts.download(gitSource("ssh://git@git.example.com:2222/team/charts.git", "a"), ""),
    );
    expect(error).toMatchObject({ code: "CHART-GIT-LOGIN", message: expect.stringContaining("ssh key is not known") });
    const said = readFileSync(log, "utf8").split("\n");
    expect(said).toEqual(expect.arrayContaining(["BatchMode=yes", "ConnectTimeout=30", "2222", "git@git.example.com"]));
    expect(said).toEqual(expect.arrayContaining(["agent=/run/agent", `home=${root}/home`]));
    expect(said.some((line) => line.startsWith("git-upload-pack '/team/charts.git'"))).toBe(true);
  });
});
