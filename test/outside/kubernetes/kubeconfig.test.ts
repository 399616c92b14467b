import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKubernetes } from "../../../src/outside/kubernetes/create-kubernetes.ts";
import { readConnection } from "../../../src/outside/kubernetes/connection.ts";
import { findAccess } from "../../../src/outside/kubernetes/find-access.ts";
import { createProcesses } from "../../../src/outside/process/run-processes.ts";
import { createRedactor } from "../../../src/support/redact.ts";
import { refuse, sendJson, startApiServer } from "./api-server.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "addons-kubeconfig-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, text);
  return path;
}

const config = (user: string, cluster = "server: https://127.0.0.1:1"): string => `
current-context: one
contexts:
- {name: one, context: {cluster: c, user: u}}
- {name: prod-eu, context: {cluster: c, user: nobody}}
clusters: [{name: c, cluster: {${cluster}}}]
users: [{name: u, user: {${user}}}]
`;

test.each([
  ["token: abc", { kind: "token", token: "abc" }],
  ["tokenFile: tok, token: stale", { kind: "token-file", path: "FOLDER/tok" }],
  ["username: me, password: pass", { kind: "basic", username: "me", password: "pass" }],
  ["", { kind: "none" }],
])("the login of a user with %s", async (user, login) => {
  const kubeconfig = await file("config", config(user));
  const found = readConnection({ kubeconfig, context: "one" }).login;
  expect(JSON.parse(JSON.stringify(found).replaceAll(folder, "FOLDER"))).toEqual(login);
});

test("certificates come from data, or from files relative to the kubeconfig that names them", async () => {
  await file("certs/ca.crt", "CA");
  await file("certs/me.crt", "ME");
  const data = Buffer.from("KEY").toString("base64");
  const user = `client-certificate: certs/me.crt, client-key-data: ${data}, client-key: certs/missing`;
  const kubeconfig = await file(
    "config",
    config(user, "server: 'https://127.0.0.1:1/base/', certificate-authority: certs/ca.crt"),
  );
  const { tls, base } = readConnection({ kubeconfig, context: "one" });
  expect([tls.ca, tls.cert, tls.key].map((bytes) => Buffer.from(bytes ?? []).toString())).toEqual(["CA", "ME", "KEY"]);
  expect({ base, strict: tls.rejectUnauthorized }).toEqual({ base: "/base", strict: true });
});

test("of several files the first entry of a name wins, and a missing one is passed over", async () => {
  const first = await file(
    "a/config",
    "contexts: [{name: one, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {tokenFile: tok}}]",
  );
  const second = await file("b/config", config("token: second"));
  const kubeconfig = [join(folder, "missing"), first, second].join(":");
  expect(findAccess({}, { KUBECONFIG: kubeconfig })).toEqual({ kubeconfig, context: "one" });
  expect(readConnection({ kubeconfig, context: "one" }).login).toEqual({
    kind: "token-file",
    path: join(folder, "a/tok"),
  });
});

test("a named kubeconfig and context win over KUBECONFIG, and ~/.kube/config is the last", async () => {
  const home = await file(".kube/config", config("token: home"));
  const named = await file("named", config("token: named"));
  const env = { HOME: folder };
  expect(findAccess({}, env)).toEqual({ kubeconfig: home, context: "one" });
  expect(findAccess({ kubeconfig: named, context: "one" }, { ...env, KUBECONFIG: "/nowhere" })).toEqual({
    kubeconfig: named,
    context: "one",
  });
});

test.each([
  ["an unknown context", config("token: a"), "prod-ue", "KUBE-CONTEXT-UNKNOWN", /it has: one, prod-eu/, /"prod-eu"/],
  ["no current context", "contexts: []", "", "KUBE-CONTEXT-UNKNOWN", /no current context/, /--context/],
  ["a user that is not there", config("token: a"), "prod-eu", "KUBE-CONFIG-BROKEN", /user "nobody"/, /config view/],
  [
    "a server that is no address",
    config("", "server: nonsense"),
    "one",
    "KUBE-CONFIG-BROKEN",
    /no usable server/,
    /https:/,
  ],
  [
    "a proxy",
    config("", "server: 'https://x', proxy-url: 'socks5://p'"),
    "one",
    "KUBE-CONFIG-UNSUPPORTED",
    /proxy-url/,
    /HTTP proxy/,
  ],
  [
    "a removed kind of login",
    config("auth-provider: {name: gcp}"),
    "one",
    "KUBE-CONFIG-UNSUPPORTED",
    /auth-provider/,
    /exec/,
  ],
  ["a file that is missing", config("client-key: nope.key"), "one", "KUBE-CONFIG-BROKEN", /nope\.key/, /relative to/],
  [
    "text that is not YAML",
    "users: [{token: canary",
    "one",
    "KUBE-CONFIG-BROKEN",
    /^(?!.*canary).*not valid YAML/,
    /config view/,
  ],
  ["a list", "- a", "one", "KUBE-CONFIG-BROKEN", /not a mapping/, /config view/],
])("%s is an error that says what to do", async (...row) => {
  const [, text, context, code, message, hint] = row;
  const kubeconfig = await file("config", text);
  expect(() => createKubernetes({ kubeconfig, context })).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message), hint: expect.stringMatching(hint) }),
  );
});

test("no kubeconfig at all names the file", () => {
  expect(() => findAccess({}, { HOME: folder })).toThrow(
    expect.objectContaining({
      code: "KUBE-CONFIG-MISSING",
      message: expect.stringContaining(join(folder, ".kube/config")),
    }),
  );
});

test("a credential plugin runs once for many requests, again after a 401, and its token is hidden in errors", async () => {
  const api = await startApiServer();
  const processes = createProcesses();
  const plugin = await file(
    "bin/plugin.mjs",
    `#!${process.execPath}
import { appendFileSync, readFileSync } from "node:fs";
appendFileSync(${JSON.stringify(join(folder, "runs"))}, process.argv.slice(2).join() + " " + process.env.EXTRA + " " + process.env.KUBERNETES_EXEC_INFO + "\\n");
const runs = readFileSync(${JSON.stringify(join(folder, "runs"))}, "utf8").trim().split("\\n").length;
console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: "token-" + runs } }));
`,
  );
  await chmod(plugin, 0o700);
  const exec = {
    command: plugin,
    args: ["-x", "$(id)"],
    env: [{ name: "EXTRA", value: "more" }],
    apiVersion: "client.authentication.k8s.io/v1",
  };
  const redactor = createRedactor();
  const client = createKubernetes(await api.access({ user: { exec } }), { processes, env: {}, redactor });
  let accepted = "Bearer token-1";
  api.answer = (request, response) => {
    if (request.headers.authorization === accepted) sendJson(response, 200, { major: "1", minor: "37" });
    else refuse(response, 401, `bad ${request.headers.authorization}`);
  };
  await Promise.all([client.version(), client.version(), client.version()]);
  expect(processes.started).toHaveLength(1);
  accepted = "Bearer token-2";
  await Promise.all([client.version(), client.version()]);
  expect(processes.started).toHaveLength(2);
  expect(processes.started[0]).toEqual({ file: plugin, args: ["-x", "$(id)"] });
  accepted = "none";
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-UNAUTHORIZED",
    message: expect.not.stringMatching(/token-\d/),
  });
  client.close();
  processes.close();
  await api.close();
});

test.each([
  ["is not installed", "addons-no-such-plugin", "", /not installed/, "get it at example.com"],
  [
    "fails",
    "FILE",
    "console.error('\\u001b[31msession expired\\u001b[0m'); process.exit(4);",
    /ended with 4: session expired/,
    undefined,
  ],
  ["prints nonsense", "FILE", "console.log('hello');", /not an ExecCredential/, undefined],
])("a credential plugin that %s is KUBE-LOGIN", async (...row) => {
  const [, command, script, message, installHint] = row;
  const path = await file("plugin.mjs", `#!${process.execPath}\n${script}`);
  await chmod(path, 0o700);
  const exec = { command: command === "FILE" ? path : command, installHint };
  const kubeconfig = await file(
    "config",
    JSON.stringify({
      "current-context": "a",
      contexts: [{ name: "a", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
      users: [{ name: "u", user: { exec } }],
    }),
  );
  const processes = createProcesses();
  const client = createKubernetes({ kubeconfig, context: "a" }, { processes, env: {} });
  await expect(client.version()).rejects.toMatchObject({
    code: "KUBE-LOGIN",
    message: expect.stringMatching(message),
    hint: expect.stringContaining(installHint ?? "log in"),
  });
  client.close();
  processes.close();
});

test("a token file is read again after a 401", async () => {
  const api = await startApiServer();
  const tokenFile = await file("token", "first\n");
  const client = createKubernetes(await api.access({ user: { tokenFile } }));
  api.answer = (request, response) => {
    if (request.headers.authorization === "Bearer second") sendJson(response, 200, { major: "1", minor: "37" });
    else void writeFile(tokenFile, "second\n").then(() => refuse(response, 401, "expired"));
  };
  expect(await client.version()).toBe("1.37");
  expect(api.logins).toEqual(["Bearer first", "Bearer second"]);
  client.close();
  await api.close();
});
