import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The real yaml-language-server with one folder of files; it may ask nobody but us. */
export interface LanguageServer {
  /** What an editor shows as errors and warnings: `LINE: message`, lines from 1. */
  problems(file: string, text: string): Promise<readonly string[]>;
  /** What is offered at `|` in the text: labels. */
  completions(file: string, text: string): Promise<readonly string[]>;
  /** What a tooltip says at `|` in the text. */
  hover(file: string, text: string): Promise<string>;
  close(): Promise<void>;
}

const SERVER = createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server");

const SETTINGS = {
  yaml: {
    schemaStore: { enable: false },
    kubernetesCRDStore: { enable: false },
    validate: true,
    completion: true,
    hover: true,
  },
  http: {},
};

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

interface Diagnostic {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

export async function openLanguageServer(folder: string): Promise<LanguageServer> {
  const child = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "ignore"], cwd: folder });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const waiting = new Map<number, (message: Message) => void>();
  const told = new Map<string, (problems: readonly Diagnostic[]) => void>();
  let last = 0;

  readMessages(child.stdout, (message) => {
    if (message.method === undefined) return waiting.get(message.id ?? -1)?.(message);
    if (message.method === "textDocument/publishDiagnostics") {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: readonly Diagnostic[] };
      return told.get(uri)?.(diagnostics);
    }
    if (message.id !== undefined) send({ id: message.id, result: answer(message) });
    return undefined;
  });

  function send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  async function ask<Result>(method: string, params: object): Promise<Result> {
    const id = ++last;
    const reply = await new Promise<Message>((resolve) => {
      waiting.set(id, resolve);
      send({ id, method, params });
    });
    if (reply.error !== undefined) throw new Error(`${method}: ${reply.error.message}`);
    return reply.result as Result;
  }

  let opened = 0;
  /** Each text gets a name of its own beside the file: what is told about it later is about no other text. */
  function named(file: string): string {
    return pathToFileURL(join(folder, file.replace(/\.yaml$/, `.${++opened}.yaml`))).href;
  }
  const open = (uri: string, text: string): void =>
    send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  const shut = (uri: string): void => send({ method: "textDocument/didClose", params: { textDocument: { uri } } });

  async function at<Result>(method: string, file: string, text: string): Promise<Result> {
    const offset = text.indexOf("|");
    const before = text.slice(0, offset).split("\n");
    const uri = named(file);
    open(uri, text.slice(0, offset) + text.slice(offset + 1));
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    const result = await ask<Result>(method, { textDocument: { uri }, position });
    shut(uri);
    return result;
  }

  const rootUri = pathToFileURL(folder).href;
  await ask("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "project" }],
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: {}, workspaceFolders: true },
      textDocument: { hover: { contentFormat: ["markdown"] } },
    },
  });
  send({ method: "initialized", params: {} });

  return {
    async problems(file, text) {
      const uri = named(file);
      const diagnostics = await new Promise<readonly Diagnostic[]>((resolve) => {
        told.set(uri, resolve);
        open(uri, text);
      });
      told.delete(uri);
      shut(uri);
      return diagnostics.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
    },
    async completions(file, text) {
      type Items = readonly { readonly label: string }[];
      const result = await at<{ items: Items } | Items | null>("textDocument/completion", file, text);
      return (result === null ? [] : "items" in result ? result.items : result).map(({ label }) => label);
    },
    async hover(file, text) {
      const result = await at<{ contents: { value: string } } | null>("textDocument/hover", file, text);
      return result?.contents.value ?? "";
    },
    async close() {
      await ask("shutdown", {});
      send({ method: "exit" });
      child.stdin.end();
      await ended;
    },
  };
}

/** What the server wants to know from its editor. */
function answer({ method, params }: Message): unknown {
  if (method !== "workspace/configuration") return null;
  const { items } = params as { readonly items: readonly { readonly section?: string }[] };
  return items.map(({ section }) => (SETTINGS as Readonly<Record<string, unknown>>)[section ?? ""] ?? {});
}

function readMessages(stream: NodeJS.ReadableStream, take: (message: Message) => void): void {
  let bytes = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = bytes.indexOf("\r\n\r\n");
      const length = Number(
        /Content-Length: (\d+)/i.exec(bytes.subarray(0, Math.max(head, 0)).toString())?.[1] ?? Number.NaN,
      );
      if (head < 0 || bytes.length < head + 4 + length) return;
      const text = bytes.subarray(head + 4, head + 4 + length).toString();
      bytes = bytes.subarray(head + 4 + length);
      take(JSON.parse(text) as Message);
    }
  });
}
