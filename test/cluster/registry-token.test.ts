import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { AddonsError } from "../../src/support/addons-error.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { archivesFor, workFolder } from "../outside/charts/work-folder.ts";
import { describeWithCluster } from "./plane.ts";
import { pushTo } from "./push-to-registry.ts";
import { pushToken, tokenRegistry, type TokenRegistry } from "./token-server.ts";

describeWithCluster("a registry with tokens", () => {
  let tokens: TokenRegistry;
  beforeAll(async () => {
    tokens = await tokenRegistry({
      passwords: { robot: "secret", guest: "pass-canary", pusher: "push" },
      identities: { "identity-canary": "robot" },
      mayPull: (user, repository) => user === "robot" || repository.startsWith("public/"),
    });
    for (const repository of ["public/demo", "private/demo"]) {
      const push = pushTo(tokens.registry, await pushToken(tokens, repository));
      await push.chart(repository, "1.0.0", { bytes: makeChart("demo", "1.0.0") });
    }
  });
  afterAll(async () => await tokens[Symbol.asyncDispose]());
  beforeEach(() => void tokens.asked.splice(0));

  const source = (repository: string) =>
    ({ kind: "oci", reference: `${tokens.registry.host}/${repository}`, name: "demo" }) as const;
  const archives = (login?: object) => {
    const auths = login === undefined ? {} : { [tokens.registry.host]: login };
    const root = workFolder({ "docker/config.json": JSON.stringify({ auths }) });
    return archivesFor(root, { env: { DOCKER_CONFIG: join(root, "docker") } }).charts;
  };
  const failure = async (promise: Promise<unknown>): Promise<AddonsError> =>
    await promise.then(
      () => expect.fail("succeeded"),
      (error: unknown) => error as AddonsError,
    );

  it("gives anybody what is public: one token for versions, manifest and archive", async () => {
    const charts = archives();
    expect((await charts.versions(source("public/demo"))).map(({ version }) => version)).toEqual(["1.0.0"]);
    expect((await charts.download(source("public/demo"), "1.0.0")).metadata.version).toBe("1.0.0");
    expect(tokens.asked).toEqual(["GET -"]);
  });

  it("requests at the same time share one token; each repository has its own", async () => {
    const charts = archives({ username: "robot", password: "secret" });
    await Promise.all([1, 2, 3, 4].map(async () => await charts.versions(source("private/demo"))));
    await charts.versions(source("public/demo"));
    expect(tokens.asked).toEqual(["GET robot", "GET robot"]);
  });

  it.each([
    ["a password", { username: "robot", password: "secret" }, "GET robot"],
    ["an identity token", { identitytoken: "identity-canary" }, "POST robot"],
  ])("gives what is private for %s", async (_, login, asked) => {
    const charts = archives(login);
    expect((await charts.download(source("private/demo"), "1.0.0")).metadata.name).toBe("demo");
    expect(tokens.asked).toEqual([asked]);
  });

  it.each([
    ["nobody", undefined, /asks for a login \(answer 401, UNAUTHORIZED: authentication required\)/],
    [
      "one who may not",
      { username: "guest", password: "pass-canary" },
      /the login for it was not accepted \(answer 401/,
    ],
    [
      "a wrong password",
      { username: "robot", password: "pass-canary" },
      /token: the login was not accepted \(answer 401\)/,
    ],
    ["a wrong identity token", { identitytoken: "pass-canary" }, /token: the login was not accepted \(answer 401\)/],
  ])("refuses %s, and says so without the secret", async (_, login, message) => {
    const error = await failure(archives(login).versions(source("private/demo")));
    expect([error.code, error.message]).toEqual(["CHART-SOURCE", expect.stringMatching(message)]);
    expect(`${error.message}${error.hint}${error.stack}${String(error.cause)}`).not.toMatch(/canary|Y2FuYXJ5/);
  });
});
