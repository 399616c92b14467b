import { spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeAuthority, writeHostFiles, type Authority } from "./make-certificates.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder, writeFiles } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const HERE = "127.0.0.1";
const DEMO = makeChart("demo", "1.0.0");
const source = (repo: string): ChartSource => ({ kind: "http", repo, name: "demo" });
const hostOf = (server: ChartServer): string => new URL(server.url).host;

async function served(tls: Parameters<typeof serveCharts>[0] = {}): Promise<ChartServer> {
  const server = await serveCharts(tls);
  publish(server, [{ name: "demo", version: "1.0.0", bytes: DEMO }]);
  return server;
}

/** The real openssl as server: it says in the handshake what it thinks of a client. */
async function strictServer(of: {
  cert: string;
  key: string;
  ca: string;
  version: "TLSv1.2" | "TLSv1.3";
}): Promise<string> {
  const folder = workFolder({ "s.crt": of.cert, "s.key": of.key, "ca.crt": of.ca });
  const protocol = of.version === "TLSv1.2" ? "-tls1_2" : "-tls1_3";
  const files = ["-cert", "s.crt", "-key", "s.key", "-CAfile", "ca.crt"];
  const verify = ["-Verify", "1", "-verify_return_error", "-www", protocol];
  const server = spawn("openssl", ["s_server", "-accept", `${HERE}:0`, ...files, ...verify], { cwd: folder });
  onTestFinished(() => void server.kill("SIGKILL"));
  return await new Promise((resolve) => {
    let said = "";
    server.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const port = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(`${HERE}:${port}`);
    });
  });
}

describe("TLS", () => {
  let authority: Authority;
  let other: Authority;
  beforeAll(() => {
    authority = makeAuthority();
    other = makeAuthority("Another authority");
  });
  afterAll(() => {
    authority[Symbol.dispose]();
    other[Symbol.dispose]();
  });
  afterEach(() => void vi.unstubAllEnvs());
  const lookup = (root: string, server: ChartServer, env: Readonly<Record<string, string>> = {}) =>
    archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker"), ...env } }).charts.versions(source(server.url));

  test("an authority of its own: refused, then trusted for this host by certs.d, and for all by SSL_CERT_FILE", async () => {
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const root = workFolder({ "ca.pem": authority.cert });
    const error = await failure(lookup(root, server));
    expect(error.code).toBe("CHART-SOURCE");
    expect(error.message).toContain(`${server.url}/index.yaml: its certificate is not from an authority`);
    expect(error.message).not.toMatch(/tried/);
    expect(error.hint).toContain(`~/.docker/certs.d/${hostOf(server)}/ca.crt`);
    expect(await lookup(root, server, { SSL_CERT_FILE: join(root, "ca.pem") })).toHaveLength(1);
    writeHostFiles(root, hostOf(server), { "ca.crt": authority.cert });
    expect(await lookup(root, server)).toHaveLength(1);
  });

  test("a folder of containers' layout is read, too; one for another host is not", async () => {
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const root = workFolder();
    writeHostFiles(root, "127.0.0.1:1", { "ca.crt": authority.cert });
    expect((await failure(lookup(root, server))).message).toMatch(/not from an authority/);
    writeFiles(root, { [`config/containers/certs.d/${hostOf(server)}/own.crt`]: authority.cert });
    expect(await lookup(root, server, { XDG_CONFIG_HOME: join(root, "config") })).toHaveLength(1);
  });

  test.for<[string, (own: Authority) => { cert: string; key: string }, RegExp, RegExp]>([
    ["expired", (own) => own.issue({ name: HERE, expired: "yes" }), /its certificate has expired/, /clock/],
    [
      "for another host",
      (own) => own.issue({ name: "charts.example.com" }),
      /its certificate is for charts\.example\.com, not for 127\.0\.0\.1/,
      /check the address/,
    ],
  ])("a certificate that is %s", async ([, issue, message, hint]) => {
    await using server = await served({ tls: issue(authority) });
    const root = workFolder();
    writeHostFiles(root, hostOf(server), { "ca.crt": authority.cert });
    const error = await failure(lookup(root, server));
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
    expect(server.requests).toEqual([]);
  });

  test.for(["TLSv1.2", "TLSv1.3"] as const)(
    "a client certificate over %s: asked for, shown, refused",
    async (version) => {
      const tls = {
        requestCert: true,
        rejectUnauthorized: true,
        ca: authority.cert,
        maxVersion: version,
        minVersion: version,
      };
      await using server = await served({ tls: { ...tls, ...authority.issue({ name: HERE }) } });
      const root = workFolder();
      const host = hostOf(server);
      writeHostFiles(root, host, { "ca.crt": authority.cert });
      const without = await failure(lookup(root, server));
      expect(without.message).toMatch(/wants a client certificate/);
      expect(without.hint).toContain(`~/.docker/certs.d/${host}/client.cert`);
      const own = authority.issue({ name: "client.example.com" });
      writeHostFiles(root, host, { "client.cert": own.cert, "client.key": own.key });
      expect(await lookup(root, server)).toHaveLength(1);
      const foreign = other.issue({ name: "client.example.com" });
      const strict = await strictServer({ ...authority.issue({ name: HERE }), ca: authority.cert, version });
      writeHostFiles(root, strict, {
        "ca.crt": authority.cert,
        "client.cert": foreign.cert,
        "client.key": foreign.key,
      });
      const { charts } = archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } });
      const refused = await failure(charts.versions(source(`https://${strict}`)));
      expect(refused.message).toMatch(/does not accept the client certificate/);
    },
  );

  test("what speaks no TLS, and what speaks nothing but TLS", async () => {
    await using plain = await served();
    const noTls = await failure(
      archivesFor(workFolder()).charts.versions(source(plain.url.replace("http:", "https:"))),
    );
    expect(noTls.message).toMatch(/does not speak TLS/);
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const onlyTls = await failure(
      archivesFor(workFolder()).charts.versions(source(server.url.replace("https:", "http:"))),
    );
    expect(onlyTls.message).toMatch(/cut in the middle|does not speak HTTP|answered 400/);
  });

  test("what speaks no HTTP", async () => {
    const server = createServer((socket) => void socket.end("220 mail.example.com ESMTP\r\n"));
    await new Promise<void>((resolve) => server.listen(0, HERE, resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const error = await failure(archivesFor(workFolder()).charts.versions(source(`http://${HERE}:${port}`)));
    expect(error.message).toMatch(/does not speak HTTP/);
  });

  test("verification cannot be switched off", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const root = workFolder();
    const error = await failure(lookup(root, server, { NODE_TLS_REJECT_UNAUTHORIZED: "0" }));
    expect(error.message).toMatch(/not from an authority/);
    expect(server.requests).toEqual([]);
  });

  test("a redirect from https to http is not followed, a login not sent along", async () => {
    await using plain = await served();
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const root = workFolder({
      "docker/config.json": JSON.stringify({ auths: { [hostOf(server)]: { username: "bob", password: "pw" } } }),
    });
    writeHostFiles(root, hostOf(server), { "ca.crt": authority.cert });
    server.faults.set("/index.yaml", { kind: "redirect", to: `${plain.url}/index.yaml` });
    const error = await failure(lookup(root, server));
    expect(error.message).toContain(
      `${server.url}/index.yaml → ${plain.url}/index.yaml: redirect from https to plain http`,
    );
    expect(plain.requests).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  test.for<[string, (own: Authority, foreign: Authority) => Readonly<Record<string, string>>, RegExp]>([
    ["no PEM", () => ({ "ca.crt": "\u0000\u0001" }), /ca\.crt: holds no certificate in PEM/],
    ["a certificate without key", (own) => ({ "client.cert": own.cert }), /client\.key: cannot be read \(ENOENT\)/],
    [
      "a key alone",
      (own) => ({ "client.key": own.issue({ name: "a.example.com" }).key }),
      /a key without client\.cert/,
    ],
    [
      "a client certificate under the name of an authority",
      (own) => ({ "client.crt": own.cert, "client.key": own.issue({ name: "a.example.com" }).key }),
      /a client certificate ends in \.cert, \.crt is an authority/,
    ],
    [
      "a key that belongs to another",
      (own, foreign) => ({
        "client.cert": own.issue({ name: "a.example.com" }).cert,
        "client.key": foreign.issue({ name: "b.example.com" }).key,
      }),
      /client\.key: not the key of .*client\.cert/,
    ],
    [
      "a key with a passphrase",
      (own) => ({ "client.cert": own.cert, "client.key": "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" }),
      /passphrase/,
    ],
  ])("files in certs.d: %s", async ([, files, message]) => {
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const root = workFolder();
    writeHostFiles(root, hostOf(server), files(authority, other));
    const error = await failure(lookup(root, server));
    expect(error.code).toBe("CHART-CERTIFICATE");
    expect(error.message).toMatch(message);
    expect(error.message).not.toMatch(/BEGIN/);
  });

  test("SSL_CERT_FILE that is not there is told, not passed over", async () => {
    await using server = await served({ tls: authority.issue({ name: HERE }) });
    const root = workFolder();
    const error = await failure(lookup(root, server, { SSL_CERT_FILE: join(root, "gone.pem") }));
    expect(error).toMatchObject({
      code: "CHART-CERTIFICATE",
      message: expect.stringMatching(/gone\.pem.*SSL_CERT_FILE/) as string,
    });
  });
});
