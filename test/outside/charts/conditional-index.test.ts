import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AddonsError } from "../../../src/support/addons-error.ts";
import { archivesFor, workFolder } from "./work-folder.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

async function serve(answer: Answer): Promise<{ readonly url: string; readonly asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers["if-none-match"]);
    answer(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const indexOf = (version: string): string => `entries:\n  demo:\n  - version: ${version}\n    urls: [a.tgz]\n`;

/** A run of its own on the same cache: the versions it finds. */
async function run(root: string, url: string): Promise<string> {
  const offers = await archivesFor(root).charts.versions({ kind: "http", repo: url, name: "demo" });
  return offers.map(({ version }) => version).join();
}

const bodies = (root: string): readonly string[] =>
  readdirSync(join(root, ".cache/charts/index")).filter((name) => name.endsWith(".body"));

test.for(['W/"weak"', '"x-gzip"', 'W/"x;gzip"', '"a, b"', "unquoted"])(
  "the tag %s goes back as it came",
  async (etag) => {
    const { url, asked } = await serve((request, response) => {
      const isKnown = request.headers["if-none-match"] === etag;
      response.writeHead(isKnown ? 304 : 200, { etag }).end(isKnown ? undefined : indexOf("1.0.0"));
    });
    const root = workFolder();
    expect([await run(root, url), await run(root, url), await run(root, url)]).toEqual(["1.0.0", "1.0.0", "1.0.0"]);
    expect(asked).toEqual([undefined, etag, etag]);
  },
);

test("a tag that is new each time costs the whole index, and one copy is kept", async () => {
  const { url, asked } = await serve((_, response, count) =>
    response.writeHead(200, { etag: `"${count}"` }).end(indexOf(count < 3 ? "1.0.0" : "2.0.0")),
  );
  const root = workFolder();
  expect([await run(root, url), await run(root, url), await run(root, url)]).toEqual(["1.0.0", "1.0.0", "2.0.0"]);
  expect(asked).toEqual([undefined, '"1"', '"2"']);
  expect(bodies(root)).toHaveLength(1);
});

test("a date alone serves as well; none at all asks for everything", async () => {
  const date = "Thu, 01 Jan 2026 00:00:00 GMT";
  const dated = await serve((request, response) => {
    const isKnown = request.headers["if-modified-since"] === date;
    response.writeHead(isKnown ? 304 : 200, { "last-modified": date }).end(isKnown ? undefined : indexOf("1.0.0"));
  });
  const plain = await serve((request, response) => {
    expect(request.headers).not.toHaveProperty("if-modified-since");
    response.end(indexOf("1.0.0"));
  });
  const root = workFolder();
  for (const { url } of [dated, plain, dated, plain]) expect(await run(root, url)).toBe("1.0.0");
});

test("304 for what was not asked so is an error, not an empty index", async () => {
  const { url, asked } = await serve((_, response) => response.writeHead(304).end());
  const error = await run(workFolder(), url).catch((thrown: unknown) => thrown as AddonsError);
  expect(error).toMatchObject({ code: "CHART-SOURCE", message: expect.stringMatching(/answered 304$/) as string });
  expect(asked).toHaveLength(1);
});

test("runs at the same time share one cache, however often the index changes", async () => {
  const { url } = await serve((_, response, count) =>
    response.writeHead(200, { etag: `"${count}"` }).end(indexOf(`1.0.${count}`)),
  );
  const root = workFolder();
  const again = async (times: number): Promise<string[]> => {
    const found: string[] = [];
    for (let time = 0; time < times; time++) found.push(await run(root, url));
    return found;
  };
  const found = (await Promise.all([again(15), again(15), again(15), again(15)])).flat();
  expect(found.every((version) => /^1\.0\.\d+$/.test(version))).toBe(true);
});
