import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

/** A Markdown file of the project; `path` from the project's folder. */
export interface Doc {
  readonly path: string;
  readonly text: string;
}

/** A fenced code block. */
export interface Block {
  readonly doc: string;
  /** Of its first line of content. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  /** Project file that the block stands for: `<!-- file: PATH -->` before it, or its first line as a comment. */
  readonly file?: string;
}

export const DOCS: readonly Doc[] = [
  "README.md",
  "CONTRIBUTING.md",
  "ARCHITECTURE.md",
  "tools/README.md",
  ...readdirSync(join(ROOT, "docs")).map((file) => `docs/${file}`),
]
  .filter((path) => path.endsWith(".md"))
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));

export function docText(path: string): string {
  const doc = DOCS.find((one) => one.path === path);
  if (doc === undefined) throw new Error(`There is no ${path}`);
  return doc.text;
}

export function blocksOf({ path, text }: Doc): readonly Block[] {
  return [...text.matchAll(/^(?:<!-- file: (\S+) -->\n\n?)?```([a-z]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [whole, tag, language = "", content = ""] = match;
    const fence = match.index + whole.indexOf("```");
    const file = tag ?? /^# ((?:[\w.-]+\/)*[\w.-]+\.ya?ml)\n/.exec(content)?.[1];
    return {
      doc: path,
      line: text.slice(0, fence).split("\n").length + 1,
      language,
      text: content,
      ...(file === undefined ? {} : { file }),
    };
  });
}

/** Text outside of fenced blocks. */
export function proseOf({ text }: Doc): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
}

/** What stands in `…`, outside of fenced blocks. */
export function codeSpans(doc: Doc): readonly string[] {
  return [...proseOf(doc).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
}

/** Command lines of shell blocks, without comments. */
export function shellLines(docs: readonly Doc[]): readonly { readonly doc: string; readonly command: string }[] {
  return docs
    .flatMap(blocksOf)
    .filter((block) => block.language === "sh")
    .flatMap(({ doc, text }) => text.split("\n").map((line) => ({ doc, command: line.replace(/\s+#.*$/, "").trim() })))
    .filter(({ command }) => command !== "");
}

/** Anchors of headings as GitHub makes them. */
export function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}
