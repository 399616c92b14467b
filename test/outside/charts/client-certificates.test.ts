import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChartSource } from "../../../src/sources/chart-source.ts";
import { makeAuthority, writeHostFiles, type Authority, type Certificate } from "./make-certificates.ts";
import { makeChart } from "./make-chart.ts";
import { publish, serveCharts, type ChartServer } from "./serve-charts.ts";
import { archivesFor, workFolder, writeFiles } from "./work-folder.ts";
import { failure } from "../../failure.ts";

const source = (server: ChartServer): ChartSource => ({ kind: "http", repo: server.url, name: "demo" });
const hostOf = (server: ChartServer): string => new URL(server.url).host;

describe("several files in several folders of certificates", () => {
  let authority: Authority;
  let other: Authority;
  let own: Certificate;
  let foreign: Certificate;
  let server: ChartServer;
  beforeAll(async () => {
    authority = makeAuthority();
    other = makeAuthority("Another authority");
    own = authority.issue({ name: "client.example.com" });
    foreign = other.issue({ name: "client.example.com" });
    const asks = { requestCert: true, rejectUnauthorized: true, ca: authority.cert };
    server = await serveCharts({ tls: { ...asks, ...authority.issue({ name: "127.0.0.1" }) } });
    publish(server, [{ name: "demo", version: "1.0.0", bytes: makeChart("demo", "1.0.0") }]);
  });
  afterAll(async () => {
    authority[Symbol.dispose]();
    other[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
  });
  const client = ({ cert, key }: Certificate) => ({ "client.cert": cert, "client.key": key });
  const lookup = (root: string, of = server, env: Readonly<Record<string, string>> = {}) =>
    archivesFor(root, {
      env: { DOCKER_CONFIG: join(root, "docker"), XDG_CONFIG_HOME: join(root, "config"), ...env },
    }).charts.versions(source(of));
  const ofContainers = (root: string, files: Readonly<Record<string, string>>): void =>
    writeFiles(
      root,
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [`config/containers/certs.d/${hostOf(server)}/${name}`, text]),
      ),
    );

  test("Docker's client certificate is shown before containers'; authorities of both count", async () => {
    const root = workFolder();
    writeHostFiles(root, hostOf(server), client(own));
    ofContainers(root, { "ca.crt": authority.cert, ...client(foreign) });
    expect(await lookup(root)).toHaveLength(1);
  });

  test("one folder with two of them is an error, since one is shown", async () => {
    const root = workFolder();
    writeHostFiles(root, hostOf(server), { ...client(own), "b.cert": foreign.cert, "b.key": foreign.key });
    const error = await failure(lookup(root));
    expect(error).toMatchObject({ code: "CHART-CERTIFICATE", kind: "failed" });
    expect(error.message).toMatch(/holds several client certificates: b\.cert, client\.cert$/);
  });

  test("a file of several authorities: each counts, and a broken one is told", async () => {
    const root = workFolder();
    writeHostFiles(root, hostOf(server), { ...client(own), "ca.crt": `${other.cert}\n${authority.cert}` });
    expect(await lookup(root)).toHaveLength(1);
    const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    writeHostFiles(root, hostOf(server), { "ca.crt": `${other.cert}${broken}${authority.cert}` });
    const error = await failure(lookup(root));
    expect(error.code).toBe("CHART-CERTIFICATE");
    expect(error.message).toMatch(/ca\.crt: certificate 2 in it is broken$/);
  });

  test("it is shown to its own host alone, not to where that leads", async () => {
    await using first = await serveCharts({ tls: authority.issue({ name: "127.0.0.1" }) });
    first.faults.set("/index.yaml", { kind: "redirect", to: `${server.url}/index.yaml` });
    const root = workFolder({ "ca.pem": authority.cert });
    writeHostFiles(root, hostOf(first), client(own));
    const before = server.requests.length;
    const error = await failure(lookup(root, first, { SSL_CERT_FILE: join(root, "ca.pem") }));
    expect(error.message).toMatch(/→ .*wants a client certificate/);
    expect(server.requests).toHaveLength(before);
  });
});
