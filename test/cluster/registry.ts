import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProgram } from "../../src/outside/process/start-program.ts";
import { programPath } from "./plane.ts";

/** A real OCI registry (distribution) on loopback with storage in a temporary folder. */
export interface TestRegistry {
  /** `127.0.0.1:PORT`; plain HTTP. */
  readonly host: string;
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

export interface RegistryOptions {
  /** Lines of an htpasswd file (bcrypt only); without it everybody may push and pull. */
  readonly htpasswd?: string;
  /** Whose tokens it accepts: the registry's own `auth.token` settings. */
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    /** Keys that sign them, as a JSON Web Key Set. */
    readonly keys: object;
  };
}

export async function startRegistry(options: RegistryOptions = {}): Promise<TestRegistry> {
  const folder = await mkdtemp(join(tmpdir(), "addons-registry-"));
  const config = join(folder, "config.json");
  const passwords = join(folder, "htpasswd");
  if (options.htpasswd !== undefined) await writeFile(passwords, options.htpasswd);
  const jwks = join(folder, "jwks.json");
  const { keys, ...token } = options.token ?? {};
  if (keys !== undefined) await writeFile(jwks, JSON.stringify(keys));
  await writeFile(
    config,
    JSON.stringify({
      version: 0.1,
      log: { level: "info", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
      http: { addr: "127.0.0.1:0", secret: randomBytes(8).toString("hex") },
      ...(options.htpasswd === undefined ? {} : { auth: { htpasswd: { realm: "test", path: passwords } } }),
      ...(keys === undefined ? {} : { auth: { token: { ...token, jwks } } }),
    }),
  );
  const outputFile = join(folder, "registry.log");
  const program = startProgram({
    file: programPath("registry"),
    args: ["serve", config],
    env: { OTEL_TRACES_EXPORTER: "none" },
    cwd: folder,
    outputFile,
    stdin: "empty",
    group: "ours",
  });
  // A test process that ends without `stop` takes it along.
  const onExit = (): void => program.kill("SIGKILL");
  process.on("exit", onExit);
  const stop = async (): Promise<void> => {
    process.off("exit", onExit);
    program.kill("SIGKILL");
    await program.exited;
    await rm(folder, { recursive: true, force: true });
  };
  const host = await listening(outputFile, program.exited);
  if (host !== undefined) return { host, url: `http://${host}`, folder, stop };
  const said = await readFile(outputFile, "utf8");
  await stop();
  throw new Error(`The registry did not start within 10 s, or ended: ${said}`);
}

/** The address that it took, as its log says it; undefined when it ends without one. */
async function listening(log: string, exited: Promise<unknown>): Promise<string | undefined> {
  let hasEnded = false;
  void exited.then(() => (hasEnded = true));
  for (let tries = 0; tries < 400 && !hasEnded; tries++) {
    const host = /listening on (127\.0\.0\.1:[1-9]\d*)/.exec(await readFile(log, "utf8").catch(() => ""))?.[1];
    if (host !== undefined) return host;
    await sleep(25);
  }
  return undefined;
}
