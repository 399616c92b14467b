import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createChartArchives } from "../../src/outside/charts/create-chart-archives.ts";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { serveCharts } from "../outside/charts/serve-charts.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster } from "./plane.ts";
import { pushTo } from "./push-to-registry.ts";
import { proxyRegistry, type ProxiedAnswer, type RegistryProxy } from "./registry-proxy.ts";
import { startRegistry, type TestRegistry } from "./registry.ts";

const BYTES = makeChart("demo", "1.0.0");

describeWithCluster("a registry with a fault", () => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
    const push = pushTo(registry);
    for (let minor = 0; minor < 12; minor++) await push.chart("a/demo", `1.${minor}.0`, { bytes: BYTES });
  });
  afterAll(async () => await registry.stop());

  const source = (proxy: RegistryProxy) => ({ kind: "oci", reference: `${proxy.host}/a/demo`, name: "demo" }) as const;
  const failure = async (promise: Promise<unknown>): Promise<AddonsError> =>
    await promise.then(
      () => expect.fail("succeeded"),
      (error: unknown) => error as AddonsError,
    );
  const isManifest = ({ path }: ProxiedAnswer): boolean => path.includes("/manifests/");
  const isBlob = ({ path }: ProxiedAnswer): boolean => path.includes("/blobs/");
  const isTags = ({ path }: ProxiedAnswer): boolean => path.includes("/tags/list");
  /** The same length, so that only the digest tells. */
  const flipped = (bytes: Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]);

  it.each<[string, (answer: ProxiedAnswer) => void, { code: string; message: RegExp }]>([
    [
      "a manifest of other bytes than its header says",
      (answer) => {
        if (isManifest(answer)) answer.body = Buffer.from(answer.body.toString().replace("demo", "d€mo"));
        if (isManifest(answer)) answer.body = Buffer.concat([answer.body, Buffer.from("\n")]);
      },
      { code: "CHART-DIGEST", message: /the manifest should be sha256:[0-9a-f]{64}, the bytes have sha256:/ },
    ],
    [
      "an archive of other bytes",
      (answer) => {
        if (isBlob(answer)) answer.body = flipped(answer.body);
      },
      { code: "CHART-DIGEST", message: /the registry gives other bytes, they have sha256:/ },
    ],
    [
      "an archive without its end",
      (answer) => {
        if (isBlob(answer)) answer.body = answer.body.subarray(0, 100);
      },
      { code: "CHART-DIGEST", message: /the registry gives other bytes/ },
    ],
    [
      "a length that the archive does not have",
      (answer) => {
        if (!isManifest(answer)) return;
        answer.body = Buffer.from(answer.body.toString().replace(`"size":${BYTES.length}`, `"size":1${BYTES.length}`));
        delete answer.headers["docker-content-digest"];
      },
      { code: "CHART-DIGEST", message: /the manifest promises 1\d+ bytes, the archive has \d+/ },
    ],
    [
      "a page instead of a manifest",
      (answer) => {
        answer.body = Buffer.from("<!DOCTYPE html><title>Log in</title>");
        answer.headers = { "content-type": "text/html" };
      },
      { code: "CHART-REGISTRY", message: /expected a manifest, got an HTML page/ },
    ],
    [
      "403 in the registry's words",
      (answer) => {
        answer.status = 403;
        answer.body = Buffer.from(
          '{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}',
        );
      },
      { code: "CHART-SOURCE", message: /access denied without a login \(answer 403, DENIED: requested access/ },
    ],
    [
      "403 with a page",
      (answer) => {
        answer.status = 403;
        answer.body = Buffer.from("<html>blocked</html>");
      },
      { code: "CHART-SOURCE", message: /access denied without a login \(answer 403\)/ },
    ],
    [
      "429 for longer than is waited",
      (answer) => {
        answer.status = 429;
        answer.headers = { "retry-after": "3600" };
      },
      { code: "CHART-SOURCE", message: /the server answered 429/ },
    ],
    [
      "404 for everything",
      (answer) => {
        answer.status = 404;
      },
      { code: "CHART-NO-VERSION", message: /a\/demo:1\.0\.0: there is no such tag/ },
    ],
  ])("%s", async (_, change, { code, message }) => {
    await using proxy = await proxyRegistry(registry);
    proxy.change = change;
    const error = await failure(archivesFor(workFolder()).charts.download(source(proxy), "1.0.0"));
    expect([error.code, error.message]).toEqual([code, expect.stringMatching(message)]);
  });

  it("429 that asks for a pause within the limit gets it", async () => {
    await using proxy = await proxyRegistry(registry);
    let answers = 0;
    proxy.change = (answer) => {
      if ((answers += 1) > 1) return;
      answer.status = 429;
      answer.headers = { "retry-after": "1" };
    };
    const root = workFolder();
    const notes: string[] = [];
    const charts = createChartArchives({
      root,
      cacheFolder: join(root, ".cache"),
      env: { HOME: root },
      progress: (note) => notes.push(note),
      retries: { attempts: 2, firstDelayMs: 1, longestDelayMs: 30_000 },
    });
    expect((await charts.download(source(proxy), "1.0.0")).metadata.name).toBe("demo");
    expect(notes).toEqual([expect.stringMatching(/answered 429.*; trying again in 1\.0 s$/)]);
  });

  it("429 and 503 that pass are waited for", async () => {
    await using proxy = await proxyRegistry(registry);
    let answers = 0;
    proxy.change = (answer) => {
      answers += 1;
      if (answers <= 2) answer.status = answers === 1 ? 429 : 503;
    };
    expect((await archivesFor(workFolder()).charts.download(source(proxy), "1.0.0")).metadata.name).toBe("demo");
  });

  it("archives at another host are fetched there without the login", async () => {
    await using storage = await serveCharts();
    storage.bodies.set("/bucket/archive?signature=1", BYTES);
    await using proxy = await proxyRegistry(registry);
    const password = "pass-canary";
    proxy.change = (answer) => {
      if (!proxy.seen.at(-1)?.includes("Basic")) {
        answer.status = 401;
        answer.headers = { "www-authenticate": 'Basic realm="test"' };
      } else if (isBlob(answer)) {
        answer.status = 307;
        answer.headers = { location: `${storage.url}/bucket/archive?signature=1` };
      }
    };
    const login = JSON.stringify({ auths: { [proxy.host]: { username: "robot", password } } });
    const root = workFolder({ "docker/config.json": login });
    const { charts } = archivesFor(root, { env: { DOCKER_CONFIG: `${root}/docker` } });
    const archive = await charts.download(source(proxy), "1.0.0");
    expect(Buffer.compare(archive.bytes, BYTES)).toBe(0);
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(proxy.seen.some((line) => line.includes("/blobs/") && line.includes("Basic"))).toBe(true);
  });

  describe("pages of tags", () => {
    const all = Array.from({ length: 12 }, (_, minor) => `1.${minor}.0`).sort();
    const versions = async (change: (answer: ProxiedAnswer, proxy: RegistryProxy) => void) => {
      await using proxy = await proxyRegistry(registry);
      proxy.change = (answer) => {
        if (isTags(answer)) change(answer, proxy);
      };
      const offers = await archivesFor(workFolder()).charts.versions(source(proxy));
      return offers.map(({ version }) => version).sort();
    };
    /** Three at a time, whatever is asked for. */
    const page = (answer: ProxiedAnswer, link: (last: string) => string): void => {
      const { tags } = JSON.parse(answer.body.toString()) as { tags: string[] };
      const some = tags.slice(0, 3);
      answer.body = Buffer.from(JSON.stringify({ name: "a/demo", tags: some }));
      delete answer.headers["link"];
      if (tags.length > 3) answer.headers["link"] = link(some.at(-1) ?? "");
    };

    it.each<[string, (last: string, host: string) => string]>([
      ["a path", (last) => `</v2/a/demo/tags/list?last=${last}&n=1000>; rel="next"`],
      ["a relative address", (last) => `<list?last=${last}&n=1000>; rel=next`],
      ["a whole address", (last, host) => `<http://${host}/v2/a/demo/tags/list?last=${last}&n=1000>; rel="next"`],
      [
        "the inner name of the server",
        (last) => `<https://inner.invalid:5000/v2/a/demo/tags/list?last=${last}&n=1000>; rel="next"`,
      ],
      [
        "other links before it",
        (last) => `</first>; rel="first", </v2/a/demo/tags/list?last=${last}&n=1000>; title="x"; rel="next"`,
      ],
    ])("follow %s", async (_, link) => {
      expect(await versions((answer, { host }) => page(answer, (last) => link(last, host)))).toEqual(all);
    });

    it("the registry's own, small ones", async () => {
      const sizes: number[] = [];
      const small = await versions((answer) => {
        const { tags } = JSON.parse(answer.body.toString()) as { tags: string[] };
        sizes.push(tags.length);
        answer.headers["link"] = (answer.headers["link"] ?? "").replace("n=1000", "n=5");
        if (!answer.path.includes("n=5")) page(answer, (last) => `</v2/a/demo/tags/list?last=${last}&n=5>; rel="next"`);
      });
      expect([small, sizes]).toEqual([all, [12, 5, 4]]);
    });

    it("that lead back to themselves, or never end, are an error", async () => {
      const same = versions((answer) => page(answer, () => "</v2/a/demo/tags/list?n=1000>; rel=next"));
      expect((await failure(same)).message).toMatch(/names itself as the next one/);
      let count = 0;
      const endless = versions((answer) =>
        page(answer, () => `</v2/a/demo/tags/list?n=1000&page=${(count += 1)}>; rel=next`),
      );
      expect((await failure(endless)).message).toMatch(/more than 200 pages/);
    });

    it("that are no list are told as what they are", async () => {
      const html = versions((answer) => void (answer.body = Buffer.from("<html>")));
      expect((await failure(html)).message).toMatch(/is not a list of tags; is this a registry\?/);
      expect(await versions((answer) => void (answer.body = Buffer.from('{"tags":null}')))).toEqual([]);
    });
  });
});
