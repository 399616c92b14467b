import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import { createChartArchives } from "../../src/outside/charts/create-chart-archives.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { environment } from "../lock/environments.ts";
import { makeAuthority, writeHostFiles } from "../outside/charts/make-certificates.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster } from "./plane.ts";
import { pushTo } from "./push-to-registry.ts";
import { proxyRegistry, tunnelTo } from "./registry-proxy.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";
import { pushToken, tokenRegistry } from "./token-server.ts";

const BYTES = makeChart("demo", "1.0.0");

const failure = async (promise: Promise<unknown>): Promise<AddonsError> =>
  await promise.then(
    () => expect.fail("succeeded"),
    (error: unknown) => error as AddonsError,
  );

describeWithCluster("the way to a registry", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
    await pushTo(registry).chart("team/demo", "1.0.0", { bytes: BYTES });
  });
  afterAll(async () => await registry.stop());

  it("is TLS with an authority and a client certificate of its own, from certs.d", async () => {
    using authority = makeAuthority();
    const { cert, key } = authority.issue({ name: "registry.example.com" });
    const own = authority.issue({ name: "client" });
    await using server = await proxyRegistry(registry, { cert, key, ca: authority.cert });
    await using tunnel = await tunnelTo(server.host);
    const source = { kind: "oci", reference: "registry.example.com/team/demo", name: "demo" } as const;
    const download = async (files: Readonly<Record<string, string>>) => {
      const root = workFolder();
      writeHostFiles(root, "registry.example.com", files);
      const env = { HTTPS_PROXY: tunnel.url, DOCKER_CONFIG: join(root, "docker") };
      return await archivesFor(root, { env }).charts.download(source, "1.0.0");
    };
    const whole = { "ca.crt": authority.cert, "client.cert": own.cert, "client.key": own.key };
    expect(Buffer.compare((await download(whole)).bytes, BYTES)).toBe(0);
    expect(server.seen.length).toBeGreaterThan(0);
    server.seen.length = 0;
    const stranger = await failure(download({ "client.cert": own.cert, "client.key": own.key }));
    expect([stranger.code, stranger.message]).toEqual(["CHART-SOURCE", expect.stringMatching(/certificate/)]);
    const nobody = await failure(download({ "ca.crt": authority.cert }));
    expect([nobody.code, nobody.message]).toEqual(["CHART-SOURCE", expect.stringMatching(/registry\.example\.com/)]);
    expect(server.seen).toEqual([]);
  });

  it("is TLS on this computer, too, where certs.d has something for that host and port; plain http is not tried", async () => {
    using authority = makeAuthority();
    const client = authority.issue({ name: "client" });
    await using server = await proxyRegistry(registry, {
      ...authority.issue({ name: "127.0.0.1" }),
      ca: authority.cert,
    });
    const source = { kind: "oci", reference: `${server.host}/team/demo`, name: "demo" } as const;
    const archives = (host: string) => {
      const root = workFolder();
      writeHostFiles(root, host, { "ca.crt": authority.cert, "own.cert": client.cert, "own.key": client.key });
      return archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } }).charts;
    };
    expect(Buffer.compare((await archives(server.host).download(source, "1.0.0")).bytes, BYTES)).toBe(0);
    server.seen.length = 0;
    const plain = await failure(archives("127.0.0.1:1").download(source, "1.0.0"));
    expect([plain.code, server.seen]).toEqual(["CHART-SOURCE", []]);
    // What was asked over TLS sends no login over plain http, to this computer neither.
    await using realm = await serveCharts();
    server.change = (answer) => {
      answer.status = 401;
      answer.headers = { "www-authenticate": `Bearer realm="${realm.url}/token"` };
    };
    const asked = await failure(archives(server.host).download(source, "1.0.0"));
    expect([asked.message, realm.requests]).toEqual([
      expect.stringMatching(/the registry asks to log in at an address that is not https/),
      [],
    ]);
  });

  it.each(["docker.io", "index.docker.io", "registry-1.docker.io"])(
    "of %s leads to the registry of Docker Hub, with the login that docker keeps for it",
    async (name) => {
      using authority = makeAuthority();
      const client = authority.issue({ name: "client" });
      const issued = authority.issue({ name: "registry-1.docker.io" });
      await using server = await proxyRegistry(registry, { ...issued, ca: authority.cert });
      server.change = (answer) => {
        if (server.seen.at(-1)?.endsWith("-")) answer.status = 401;
        answer.headers["www-authenticate"] = 'Basic realm="hub"';
      };
      await using tunnel = await tunnelTo(server.host);
      const auths = { "https://index.docker.io/v1/": { username: "bob", password: "pw" } };
      const root = workFolder({ "docker/config.json": JSON.stringify({ auths }) });
      const files = { "ca.crt": authority.cert, "own.cert": client.cert, "own.key": client.key };
      writeHostFiles(root, "registry-1.docker.io", files);
      const env = { HTTPS_PROXY: tunnel.url, DOCKER_CONFIG: join(root, "docker") };
      const source = { kind: "oci", reference: `${name}/team/demo`, name: "demo" } as const;
      expect((await archivesFor(root, { env }).charts.download(source, "1.0.0")).bytes).toEqual(BYTES);
      expect(server.seen.at(-1)).toMatch(/ Basic /);
    },
  );

  describe("a login from a credential helper", () => {
    /** A project whose docker configuration names helpers, and one such program on PATH. */
    const archives = (config: object, script: string) => {
      const root = workFolder({
        "docker/config.json": JSON.stringify(config),
        "bin/docker-credential-test": `#!/bin/sh\nprintf '%s %s\\n' "$1" "$(cat)" >> "\${0%/*}/asked"\n${script}\n`,
      });
      chmodSync(join(root, "bin/docker-credential-test"), 0o755);
      const env = { DOCKER_CONFIG: join(root, "docker"), PATH: `${join(root, "bin")}:${process.env["PATH"]}` };
      const asked = (): string => readFileSync(join(root, "bin/asked"), "utf8");
      return { ...archivesFor(root, { env }), asked };
    };
    const tokens = async () => {
      const made = await tokenRegistry({
        passwords: { robot: "secret", pusher: "push" },
        identities: { "identity-canary": "robot" },
        mayPull: (user) => user === "robot",
      });
      await pushTo(made.registry, await pushToken(made, "team/demo")).chart("team/demo", "1.0.0", { bytes: BYTES });
      made.asked.length = 0;
      return made;
    };
    const sourceAt = (host: string) => ({ kind: "oci", reference: `${host}/team/demo`, name: "demo" }) as const;
    const says = (user: string, secret: string): string =>
      `echo '${JSON.stringify({ Username: user, Secret: secret })}'`;

    it.each([
      ["a password, for this host", "credHelpers", says("robot", "secret"), "GET robot"],
      ["a password, for every host", "credsStore", says("robot", "secret"), "GET robot"],
      ["an identity token", "credHelpers", says("<token>", "identity-canary"), "POST robot"],
    ] as const)("%s", async (...[, key, script, expected]) => {
      await using made = await tokens();
      const { host } = made.registry;
      const { charts, asked } = archives({ [key]: key === "credsStore" ? "test" : { [host]: "test" } }, script);
      expect((await charts.download(sourceAt(host), "1.0.0")).metadata.name).toBe("demo");
      expect([made.asked, asked()]).toEqual([[expected], `get ${host}\n`]);
    });

    it("that fails is named, without what it wrote", async () => {
      await using made = await tokens();
      const { host } = made.registry;
      const { charts } = archives(
        { credHelpers: { [host]: "test" } },
        "echo secret-canary; echo err-canary >&2; exit 1",
      );
      const error = await failure(charts.download(sourceAt(host), "1.0.0"));
      expect([error.code, error.message]).toEqual(["CHART-LOGIN", expect.stringMatching(/docker-credential-test/)]);
      expect(`${error.message}${error.hint}${error.stack}${String(error.cause)}`).not.toMatch(/canary/);
    });
  });

  describe("a mirror", () => {
    const archivesWith = (mirrors: readonly string[]) => {
      const root = workFolder();
      const settings = [
        {
          source: "oci://registry.example.com/team",
          mirrors,
          indexDigest: "refuse",
          verify: "off",
          signers: [],
        } as const,
      ];
      const notes: string[] = [];
      const charts = createChartArchives({
        root,
        cacheFolder: join(root, ".cache"),
        // Nothing answers at the source itself.
        env: { HOME: root, HTTPS_PROXY: "http://127.0.0.1:1" },
        progress: (message) => notes.push(message),
        settings: async () => settings,
        retries: { attempts: 1, firstDelayMs: 1, longestDelayMs: 1 },
      });
      return { root, charts, notes };
    };
    const demo = { kind: "oci", reference: "registry.example.com/team/demo", name: "demo" } as const;
    const lockedBy = async ({ root, charts }: ReturnType<typeof archivesWith>) => {
      const { lock } = await lockEnvironments(
        { environments: [environment("dev", { demo: { chart: demo, version: "^1" } })], update: "none" },
        { files: createFiles(root), charts },
      );
      return lock.addons["demo"]?.["dev"] ?? expect.fail("not locked");
    };

    it("gives versions and charts; the lock names the source alone", async () => {
      const pin = await lockedBy(archivesWith([`oci://${registry.host}/team`]));
      expect(pin).toMatchObject({ chart: "demo@1.0.0", source: "oci://registry.example.com/team/demo" });
      const elsewhere = archivesWith([`oci://${registry.host}/team`]);
      expect((await elsewhere.charts.pinned(pin)).archive).toBe(pin.archive);
    });

    it("that does not answer is passed over for the next; other bytes under a locked version are refused", async () => {
      const good = `oci://${registry.host}/team`;
      const pin = await lockedBy(archivesWith(["oci://127.0.0.1:1/team", good]));
      await pushTo(registry).chart("evil/demo", "1.0.0", {
        bytes: makeChart("demo", "1.0.0", { files: { evil: "1" } }),
      });
      const evil = `oci://${registry.host}/evil`;
      expect((await archivesWith([evil, good]).charts.pinned(pin)).archive).toBe(pin.archive);
      const error = await failure(archivesWith([evil]).charts.pinned(pin));
      expect([error.code, error.kind]).toEqual(["LOCK-DIGEST-MISMATCH", "refused"]);
    });
  });
});
