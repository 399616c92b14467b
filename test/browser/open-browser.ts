/**
 * A real browser for tests: the headless Chromium of @sparticuz/chromium, unpacked once into the cache folder of this computer and driven
 * over a pipe. It has no port, no network use of its own, a profile in a temporary folder, and ends when the pipe does, even
 * when the test process is killed.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { readTar } from "./read-tar.ts";

export interface Browser {
  /** A page of this size with this file open and loaded. */
  open(file: string, options?: PageOptions): Promise<Page>;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

export interface Page {
  /** The value of an expression in the page; it must be JSON. */
  evaluate<Value>(expression: string): Promise<Value>;
  /** A picture of the whole page, PNG. */
  screenshot(): Promise<Buffer>;
  send(method: string, params?: object): Promise<Record<string, unknown>>;
  /** Everything that the page complained about so far. */
  readonly complaints: readonly string[];
}

const PACKAGE = dirname(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))));

/** Throws when no browser starts here, with what it said. */
export async function openBrowser(): Promise<Browser> {
  const folder = await unpacked();
  const profile = await mkdtemp(join(tmpdir(), "addons-browser-"));
  const child = spawn(join(folder, "chromium"), [...FLAGS, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"],
    env: {
      HOME: profile,
      TMPDIR: profile,
      PATH: "/usr/bin:/bin",
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
    },
  });
  const remote = connect(child);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const close = async (): Promise<void> => {
    child.kill("SIGKILL");
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await remote.send("Browser.getVersion", {});
  } catch (error) {
    await close();
    throw error;
  }
  return { open: (file, options = {}) => openPage(remote, file, options), close };
}

const FLAGS = [
  "--headless=shell",
  // One process: nothing of it can stay behind, and no sandbox is needed for pages that the test itself wrote.
  "--single-process",
  "--no-zygote",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-software-rasterizer",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-breakpad",
  "--no-pings",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND",
  "--font-render-hinting=none",
  "--hide-scrollbars",
  "--remote-debugging-pipe",
];

/** The folder with the unpacked browser; unpacking takes seconds, so that it stays for the next run. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(PACKAGE, "package.json"), "utf8")) as { version: string };
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "addons/test-browser", version);
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const half = await mkdtemp(`${folder}-`);
  const unbrotli = async (name: string, to: string, mode?: number): Promise<void> =>
    pipeline(
      createReadStream(join(PACKAGE, "bin", name)),
      createBrotliDecompress(),
      createWriteStream(to, { mode: mode ?? 0o600 }),
    );
  await unbrotli("chromium.br", join(half, "chromium"), 0o700);
  for (const name of ["fonts", "al2023"]) {
    const tar = join(half, `${name}.tar`);
    await unbrotli(`${name}.tar.br`, tar);
    for (const { path, bytes } of readTar(await readFile(tar))) {
      await mkdir(dirname(join(half, name, path)), { recursive: true });
      await writeFile(join(half, name, path), bytes);
    }
    await rm(tar);
  }
  const cacheOfFonts = '<cachedir prefix="xdg">fontconfig</cachedir>';
  await writeFile(
    join(half, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(folder, "fonts/fonts")}</dir>${cacheOfFonts}</fontconfig>\n`,
  );
  // Somebody else may have been faster.
  await rename(half, folder).catch(() => rm(half, { recursive: true }));
  return folder;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

interface Remote {
  send(method: string, params: object, session?: string): Promise<Record<string, unknown>>;
  /** Is told every event until the browser ends. */
  listen(listener: (message: Message) => void): void;
}

/** The DevTools protocol over file descriptors 3 and 4: JSON texts, each ended by a zero byte. */
function connect(child: ChildProcess): Remote {
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<
    number,
    { resolve: (result: Record<string, unknown>) => void; reject: (error: Error) => void }
  >();
  const listeners: ((message: Message) => void)[] = [];
  let [last, rest, said] = [0, "", ""];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  input.on("error", () => undefined);
  child.once("exit", (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the browser ended (${code ?? signal}): ${said}`));
  });
  output.setEncoding("utf8").on("data", (text: string) => {
    const texts = (rest + text).split("\0");
    rest = texts.pop() ?? "";
    for (const message of texts.map((one) => JSON.parse(one) as Message)) {
      const asked = message.id === undefined ? undefined : waiting.get(message.id);
      if (asked === undefined) for (const listener of listeners) listener(message);
      else if (message.error === undefined) asked.resolve(message.result ?? {});
      else asked.reject(new Error(message.error.message));
    }
  });
  return {
    listen: (listener) => listeners.push(listener),
    send: (method, params, session) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const text = JSON.stringify({ id, method, params, ...(session !== undefined && { sessionId: session }) });
        input.write(`${text}\0`);
      }),
  };
}

async function openPage(remote: Remote, file: string, options: PageOptions): Promise<Page> {
  const { targetId } = await remote.send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await remote.send("Target.attachToTarget", { targetId, flatten: true });
  const session = sessionId as string;
  const send = (method: string, params: object = {}) => remote.send(method, params, session);
  const complaints: string[] = [];
  let loaded = (): void => undefined;
  remote.listen((message) => {
    if (message.sessionId !== session) return;
    if (message.method === "Page.loadEventFired") loaded();
    const complaint = complaintOf(message);
    if (complaint !== undefined) complaints.push(complaint);
  });
  for (const domain of ["Page", "Runtime", "Log", "Network"]) await send(`${domain}.enable`);
  const { width = 1600, height = 1000, scheme = "light" } = options;
  await send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
  await send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  const isLoaded = new Promise<void>((resolve) => (loaded = resolve));
  await send("Page.navigate", { url: `file://${file}` });
  await isLoaded;
  return {
    complaints,
    send,
    evaluate: async <Value>(expression: string) => await evaluate<Value>(send, expression),
    async screenshot() {
      const { cssContentSize } = (await send("Page.getLayoutMetrics")) as {
        cssContentSize: { width: number; height: number };
      };
      const clip = { x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1 };
      const { data } = await send("Page.captureScreenshot", { format: "png", clip, captureBeyondViewport: true });
      return Buffer.from(data as string, "base64");
    },
  };
}

async function evaluate<Value>(
  send: (method: string, params: object) => Promise<Record<string, unknown>>,
  expression: string,
): Promise<Value> {
  const { result, exceptionDetails } = (await send("Runtime.evaluate", {
    expression,
    returnByValue: true,
    awaitPromise: true,
  })) as { result: { value: Value }; exceptionDetails?: { exception?: { description?: string } } };
  if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description ?? "the page threw");
  return result.value;
}

/** Errors of scripts, of the console, of the content policy; and every request beyond the file itself. */
function complaintOf({ method, params }: Message): string | undefined {
  if (method === "Runtime.exceptionThrown" || method === "Log.entryAdded")
    return `${method}: ${JSON.stringify(params)}`;
  if (method === "Runtime.consoleAPICalled" && ["error", "warning"].includes(String(params?.["type"])))
    return `${method}: ${JSON.stringify(params)}`;
  const request = method === "Network.requestWillBeSent" ? params?.["request"] : undefined;
  if (request === undefined) return undefined;
  const { url } = request as { url: string };
  return url.startsWith("file:") || url.startsWith("data:") ? undefined : `asked for ${url}`;
}
