import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startProgram } from "../../src/outside/process/start-program.ts";
import { freePorts } from "../../src/outside/playground/free-ports.ts";
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
  const [port = 0] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
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
      log: { level: "warn", accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, "data") }, delete: { enabled: true } },
      http: { addr: host, secret: randomBytes(8).toString("hex") },
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
  for (let tries = 0; tries < 400; tries++) {
    const status = await fetch(`http://${host}/v2/`).then(
      (answer) => answer.status,
      () => undefined,
    );
    if (status === 200 || status === 401) return { host, url: `http://${host}`, folder, stop };
    await sleep(25);
  }
  await stop();
  throw new Error(`The registry did not answer on ${host} within 10 s`);
}
