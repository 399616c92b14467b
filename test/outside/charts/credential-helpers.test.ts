import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const SECRET = "s3cret-canary";
const AUTH = `Basic ${Buffer.from(`bob:${SECRET}`).toString("base64")}`;
const source = (server: ChartServer): ChartSource => ({ kind: "http", repo: server.url, name: "demo" });
const hostOf = (server: ChartServer): string => new URL(server.url).host;

/** Answers as the real ones do: a login for what it knows, one sentence for what it does not. */
const HELPER = `#!/bin/sh
read -r server
echo "$1 $server" >> "$HOME/asked"
if [ "$server" = "$KNOWN" ]; then echo '{"ServerURL":"x","Username":"bob","Secret":"${SECRET}"}'; exit 0; fi
echo "credentials not found in native keychain"; exit 1
`;

async function served(authorization?: string): Promise<ChartServer> {
  const server = await serveCharts();
  publish(server, [{ name: "demo", version: "1.0.0", bytes: makeChart("demo", "1.0.0") }]);
  if (authorization !== undefined) server.authorization = authorization;
  return server;
}

/** A home with a Docker configuration and helpers on PATH. */
function lookup(server: ChartServer, config: object, helpers: Readonly<Record<string, string>>) {
  const files = Object.entries(helpers).map(([name, text]) => [`bin/docker-credential-${name}`, text] as const);
  const root = workFolder({ "home/.docker/config.json": JSON.stringify(config), ...Object.fromEntries(files) });
  for (const [path] of files) chmodSync(join(root, path), 0o755);
  const PATH = `${join(root, "bin")}:/usr/bin:/bin`;
  const { charts, notes } = archivesFor(root, {
    env: { PATH, KNOWN: hostOf(server), ADDONS_PASS_ENV: "KNOWN", NOT_PASSED: SECRET },
  });
  const asked = (): string[] => readFileSync(join(root, "home/asked"), "utf8").trim().split("\n");
  return { charts, notes, asked };
}

describe("credential helpers", () => {
  test("the one of a host is asked once, with the host on stdin alone", async () => {
    await using server = await served(AUTH);
    const { charts, asked } = lookup(server, { credHelpers: { [hostOf(server)]: "own" } }, { own: HELPER });
    await charts.download(source(server), "1.0.0");
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([AUTH, AUTH]);
    expect(asked()).toEqual([`get ${hostOf(server)}`]);
  });

  test("the one of all other hosts; what it does not know may stand under auths", async () => {
    await using server = await served(AUTH);
    const host = hostOf(server);
    const known = lookup(server, { credsStore: "all", credHelpers: { "other.example.com": "gone" } }, { all: HELPER });
    expect(await known.charts.versions(source(server))).toHaveLength(1);
    const none = HELPER.replace("$KNOWN", "nothing");
    const config = { credsStore: "all", auths: { [host]: { username: "bob", password: SECRET } } };
    const written = lookup(server, config, { all: none });
    expect(await written.charts.versions(source(server))).toHaveLength(1);
    expect(written.notes).toEqual([]);
  });

  test.for<[string, string | undefined, RegExp]>([
    ["missing", undefined, /docker-credential-own, named by credHelpers in .*config\.json, is not installed/],
    ["failing", `#!/bin/sh\necho ${SECRET}; echo ${SECRET} >&2; exit 3\n`, /failed \(exit code 3\)/],
    ["talking nonsense", `#!/bin/sh\necho 'token ${SECRET}'\n`, /gave an answer that is no login/],
  ])("%s: an error that repeats nothing of what it said", async ([, text, message]) => {
    await using server = await served();
    const helpers: Readonly<Record<string, string>> = text === undefined ? {} : { own: text };
    const { charts, notes } = lookup(server, { credHelpers: { [hostOf(server)]: "own" } }, helpers);
    const error = await failure(charts.versions(source(server)));
    expect(error.code).toBe("CHART-LOGIN");
    expect(error.message).toMatch(message);
    expect(error.hint).toContain(`echo ${hostOf(server)} | docker-credential-own get`);
    expect([error.message, error.hint, error.stack, String(error.cause), ...notes].join()).not.toContain(SECRET);
    expect(server.requests).toEqual([]);
  });

  test("the store of all hosts fails: told once, and what needs no login is read", async () => {
    await using server = await served();
    const { charts, notes } = lookup(server, { credsStore: "desktop" }, {});
    await charts.download(source(server), "1.0.0");
    expect(notes.filter((note) => note.includes("docker-credential-desktop"))).toEqual([
      expect.stringMatching(/named by credsStore in .*, is not installed/),
    ]);
  });

  test("a name that is a path is not run", async () => {
    await using server = await served();
    const { charts } = lookup(server, { credHelpers: { [hostOf(server)]: "../../bin/sh" } }, {});
    expect((await failure(charts.versions(source(server)))).message).toMatch(/has a name that no program has/);
  });
});

describe("tokens", () => {
  test("an access token is sent as Bearer; an identity token is of no use to a repository", async () => {
    await using server = await served(`Bearer ${SECRET}`);
    const host = hostOf(server);
    const { charts } = lookup(server, { auths: { [host]: { registrytoken: SECRET } } }, {});
    expect(await charts.versions(source(server))).toHaveLength(1);
    const identity = lookup(server, { auths: { [host]: { identitytoken: SECRET } } }, {});
    const error = await failure(identity.charts.versions(source(server)));
    expect(error.message).toMatch(/answered 401/);
    expect(server.requests.at(-1)?.headers.authorization).toBeUndefined();
  });

  test("one with a line break in it is no header", async () => {
    await using server = await served();
    const { charts } = lookup(server, { auths: { [hostOf(server)]: { registrytoken: "a\r\nx-own: b" } } }, {});
    expect(await charts.versions(source(server))).toHaveLength(1);
    expect(server.requests[0]?.headers).not.toHaveProperty("x-own");
  });
});
