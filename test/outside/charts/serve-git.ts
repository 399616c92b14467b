import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";

/** git as the tests use it: nobody's settings, fixed author and dates, so that ids are the same everywhere. */
export function git(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("git", args, { cwd: folder, env: GIT_ENV, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args.join(" ")}: ${stderr}`);
  return stdout.trim();
}

const GIT_ENV = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_AUTHOR_DATE: "2026-01-01T00:00:00Z",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
  GIT_COMMITTER_DATE: "2026-01-01T00:00:00Z",
};

/** A work tree and the bare repository it is pushed to, as a forge has it. */
export interface GitRepository {
  /** The bare one. */
  readonly folder: string;
  readonly work: string;
  /** Writes files (null removes, `->TARGET` links), commits, pushes the branch by force; the commit. */
  commit(files: Readonly<Record<string, string | Uint8Array | null>>, branch?: string): string;
  git(...args: readonly string[]): string;
}

export function makeRepository(folder: string, options: readonly string[] = []): GitRepository {
  const [bare, work] = [join(folder, "chart.git"), join(folder, "work")];
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "-q", "--bare", "--template=", "-b", "main", ...options, bare);
  git(folder, "init", "-q", "--template=", "-b", "main", ...options, work);
  for (const setting of ["allowFilter", "allowAnySHA1InWant"]) git(bare, "config", `uploadpack.${setting}`, "true");
  const run = (...args: readonly string[]): string => git(work, ...args);
  return {
    folder: bare,
    work,
    git: run,
    commit(files, branch = "main") {
      for (const [path, body] of Object.entries(files)) write(join(work, path), body);
      run("add", "-A", "-f");
      run("commit", "-q", "--allow-empty", "-m", "x");
      run("push", "-q", "--force", bare, `HEAD:refs/heads/${branch}`);
      return run("rev-parse", "HEAD");
    },
  };
}

function write(path: string, body: string | Uint8Array | null): void {
  rmSync(path, { recursive: true, force: true });
  if (body === null) return;
  mkdirSync(dirname(path), { recursive: true });
  if (typeof body === "string" && body.startsWith("->")) symlinkSync(body.slice(2), path);
  else writeFileSync(path, body);
}

export interface GitServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: {
    readonly method: string;
    readonly path: string;
    readonly authorization: string | undefined;
    readonly body: string;
  }[];
  /** Bytes that went to clients. */
  sent: number;
  /** Needed for every request, as an Authorization header. */
  authorization?: string;
  /** Where every request is sent on to. */
  redirect?: string;
  /** `old`: as servers before git 2.18, which give only what refs name. */
  protocol: "new" | "old";
  stalled: boolean;
}

/** git's own HTTP service (git http-backend) on loopback, with `tls` HTTPS; serves the repositories in `root`. */
export async function serveGit(root: string, { tls }: { readonly tls?: ServerOptions } = {}): Promise<GitServer> {
  const answerAll = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => answer(Buffer.concat(chunks), { request, response, root, result }));
  };
  const server = tls === undefined ? createServer(answerAll) : createTlsServer(tls, answerAll);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const result: GitServer = {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests: [],
    sent: 0,
    protocol: "new",
    stalled: false,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return result;
}

interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly root: string;
  readonly result: GitServer;
}

function answer(body: Buffer, { request, response, root, result }: Answering): void {
  const { url = "/", method = "", headers } = request;
  const { authorization } = headers;
  result.requests.push({ method, path: url, authorization, body: body.toString("latin1") });
  if (result.stalled) return;
  if (result.redirect !== undefined) return void response.writeHead(302, { location: result.redirect + url }).end();
  if (result.authorization !== undefined && authorization !== result.authorization)
    return void response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
  const { pathname, search } = new URL(url, "http://x");
  const protocol = result.protocol === "new" ? headers["git-protocol"] : undefined;
  const child = spawn("git", ["http-backend"], {
    env: {
      ...GIT_ENV,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: method,
      CONTENT_TYPE: headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      ...(headers["content-encoding"] === undefined ? {} : { HTTP_CONTENT_ENCODING: headers["content-encoding"] }),
      ...(typeof protocol === "string" ? { GIT_PROTOCOL: protocol } : {}),
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on("error", () => undefined);
  child.stdin.end(body);
  child.on("close", () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf("\r\n\r\n");
    const lines = output.subarray(0, end).toString("latin1").split("\r\n");
    const fields = lines.map((line) => line.split(/: (.*)/s, 2) as [string, string]);
    const status = Number(/^(\d+)/.exec(fields.find(([name]) => name === "Status")?.[1] ?? "200")?.[1]);
    result.sent += output.length;
    response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== "Status")));
    response.end(output.subarray(end + 4));
  });
}
