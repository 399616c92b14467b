import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ChartSource } from "../../src/sources/chart-source.ts";
import { lockEnvironments } from "../../src/lock/lock-environments.ts";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { environment } from "../lock/environments.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";
import { failure } from "../failure.ts";

// bcrypt of "secret"
const HTPASSWD = "robot:$2a$04$vbkLktVg8fHwpMstM.6c5eo4mWx0ac/0CZA/qVlDrQbyuDGaQgTqy\n";
const BASIC = `Basic ${Buffer.from("robot:secret").toString("base64")}`;

/** Pushes one blob and returns its descriptor. */
async function pushBlob(
  registry: TestRegistry,
  name: string,
  bytes: Buffer,
): Promise<{ digest: string; size: number }> {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const authorization = { authorization: BASIC };
  const start = await fetch(`${registry.url}/v2/${name}/blobs/uploads/`, { method: "POST", headers: authorization });
  const location = new URL(start.headers.get("location") ?? "", registry.url);
  location.searchParams.set("digest", digest);
  const done = await fetch(location, {
    method: "PUT",
    body: new Uint8Array(bytes),
    headers: { "content-type": "application/octet-stream", ...authorization },
  });
  expect(done.status).toBe(201);
  return { digest, size: bytes.length };
}

interface Tag {
  readonly name: string;
  readonly tag: string;
}

async function pushManifest(
  registry: TestRegistry,
  { name, tag }: Tag,
  manifest: { mediaType: string },
): Promise<void> {
  const answer = await fetch(`${registry.url}/v2/${name}/manifests/${tag}`, {
    method: "PUT",
    body: JSON.stringify(manifest),
    headers: { "content-type": manifest.mediaType, authorization: BASIC },
  });
  expect([tag, answer.status]).toEqual([tag, 201]);
}

async function pushChart(registry: TestRegistry, at: Tag, bytes: Buffer): Promise<void> {
  const config = await pushBlob(registry, at.name, Buffer.from("{}"));
  const layer = await pushBlob(registry, at.name, bytes);
  await pushManifest(registry, at, {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.cncf.helm.config.v1+json", ...config },
    layers: [{ mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", ...layer }],
  } as { mediaType: string });
}

describeWithCluster("an OCI registry", () => {
  describe.each(["anonymous", "with a password"] as const)("%s", (access) => {
    let registry: TestRegistry;
    beforeAll(async () => {
      registry = await startRegistry(access === "anonymous" ? {} : { htpasswd: HTPASSWD });
    });
    afterAll(async () => await registry.stop());

    const source = (name = "demo"): ChartSource => ({
      kind: "oci",
      reference: `${registry.host}/charts/${name}`,
      name,
    });
    const logins = (): Record<string, string> => ({
      "docker/config.json": JSON.stringify({
        auths: { [registry.host]: { auth: Buffer.from("robot:secret").toString("base64") } },
      }),
    });
    const archives = (root = workFolder(logins())): ReturnType<typeof archivesFor> & { root: string } => ({
      root,
      ...archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } }),
    });

    it("lists versions over several pages, without the tags of signatures, with + for _", async () => {
      const bytes = makeChart("paged", "1.0.0");
      const tags = [
        ...Array.from({ length: 120 }, (_, index) => `1.${index}.0`),
        "2.0.0_build.5",
        "latest",
        "sha256-abc.sig",
        "v3.0.0",
      ];
      for (const tag of tags) await pushChart(registry, { name: "charts/paged", tag: tag }, bytes);
      const { charts } = archives();
      const versions = (await charts.versions(source("paged"))).map(({ version }) => version);
      expect(versions).toHaveLength(122);
      expect(versions).toEqual(expect.arrayContaining(["1.0.0", "1.119.0", "2.0.0+build.5", "v3.0.0"]));
    });

    it.each(["helm4", "helm3"] as const)(
      "locks and installs what %s pushed: archive and manifest by digest, then no request at all",
      async (name) => {
        const helm = helmBinaries()[name];
        const root = workFolder({
          ...logins(),
          "demo-1.2.3+b.1.tgz": makeChart(`by-${name}`, "1.2.3+b.1", { appVersion: "7" }),
        });
        const env = {
          PATH: "",
          HOME: root,
          HELM_CONFIG_HOME: join(root, "helm"),
          HELM_REGISTRY_CONFIG: join(root, "docker/config.json"),
        };
        await promisify(execFile)(
          helm,
          ["push", join(root, "demo-1.2.3+b.1.tgz"), `oci://${registry.host}/charts`, "--plain-http"],
          { env },
        );

        const environments = [environment("dev", { demo: { chart: source(`by-${name}`), version: "^1" } })];
        const first = archives(root);
        const { lock } = await lockEnvironments(
          { environments, update: "none" },
          { files: createFiles(root), charts: first.charts },
        );
        const pin = lock.addons["demo"]!["dev"]!;
        expect(pin).toMatchObject({
          chart: `by-${name}@1.2.3+b.1`,
          wants: "^1",
          source: `oci://${registry.host}/charts/by-${name}`,
          appVersion: "7",
        });
        const manifest = await fetch(`${registry.url}/v2/charts/by-${name}/manifests/1.2.3_b.1`, {
          headers: { accept: "application/vnd.oci.image.manifest.v1+json", authorization: BASIC },
        });
        expect(pin.manifest).toBe(manifest.headers.get("docker-content-digest"));
        const { layers } = (await manifest.json()) as { layers: { digest: string }[] };
        expect(pin.archive).toBe(layers[0]?.digest);

        const cached = archives(root);
        expect((await cached.charts.pinned(pin)).manifest).toBe(pin.manifest);
        expect(cached.charts.requests).toBe(0);
        // On another computer: the archive by its own digest, whatever the tag is now.
        await pushChart(
          registry,
          { name: `charts/by-${name}`, tag: "1.2.3_b.1" },
          makeChart(`by-${name}`, "1.2.3+b.1", { files: { evil: "1" } }),
        );
        const elsewhere = archives();
        expect((await elsewhere.charts.pinned(pin)).archive).toBe(pin.archive);
        expect(elsewhere.charts.requests).toBe(access === "anonymous" ? 1 : 2);
        const moved = { ...pin, archive: `sha256:${"0".repeat(64)}` };
        expect(await failure(archives().charts.pinned(moved))).toMatchObject({
          code: "LOCK-DIGEST-MISMATCH",
          kind: "refused",
        });
      },
    );

    it("what is no chart is told as what it is", async () => {
      const config = await pushBlob(registry, "charts/image", Buffer.from("{}"));
      const image = {
        schemaVersion: 2,
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
        layers: [],
      };
      await pushManifest(registry, { name: "charts/image", tag: "1.0.0" }, image);
      await pushChart(registry, { name: "charts/html", tag: "1.0.0" }, Buffer.from("<!DOCTYPE html><html>"));
      await pushChart(registry, { name: "charts/liar", tag: "1.0.0" }, makeChart("other", "1.0.0"));
      const { charts } = archives();
      expect((await failure(charts.download(source("image"), "1.0.0"))).message).toMatch(
        /is not a Helm chart \(its type is "application\/vnd\.oci\.image\.config/,
      );
      expect((await failure(charts.download(source("html"), "1.0.0"))).message).toMatch(/HTML page/);
      expect((await failure(charts.download(source("liar"), "1.0.0"))).code).toBe("CHART-OTHER-CHART");
      expect((await failure(charts.download(source("image"), "9.9.9"))).message).toMatch(/answered 404/);
      expect((await failure(charts.versions(source("nowhere")))).message).toMatch(/charts\/nowhere.*answered 404/);
    });
  });

  it("that wants a login gets none, or a wrong one: says so, with what to do and without the password", async () => {
    const registry = await startRegistry({ htpasswd: HTPASSWD });
    try {
      const source: ChartSource = { kind: "oci", reference: `${registry.host}/charts/demo`, name: "demo" };
      const none = archivesFor(workFolder());
      const anonymous = await failure(none.charts.versions(source));
      expect([anonymous.code, anonymous.message, anonymous.hint]).toEqual([
        "CHART-SOURCE",
        expect.stringMatching(/asks for a login/),
        expect.stringMatching(/docker login/),
      ]);
      const wrong = workFolder({
        ".docker/config.json": JSON.stringify({
          auths: { [registry.host]: { username: "robot", password: "wrong-canary" } },
        }),
      });
      const refused = await failure(archivesFor(wrong, { env: { HOME: wrong } }).charts.versions(source));
      expect(refused.message).toMatch(/401/);
      expect(`${refused.message}${refused.hint}${refused.stack}${String(refused.cause)}`).not.toMatch(
        /wrong-canary|cm9ib3Q/,
      );
    } finally {
      await registry.stop();
    }
  });
});
