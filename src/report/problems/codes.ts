import type { CodeExplanation } from "../../codes/code-explanation.ts";
import type { CodeGroup } from "../../codes/code-explanations.ts";
import type { Colours } from "../colours.ts";
import { table } from "../words.ts";

/** Every code with its title, by group. */
export function codeListText(groups: readonly CodeGroup[], colours: Colours): string {
  const blocks = groups
    .filter(({ codes }) => codes.length > 0)
    .map(({ title, codes }) => {
      const rows = codes.map((entry) => [entry.code, entry.title]);
      return [colours.bold(title), ...table(rows, "  ")].join("\n");
    });
  return `${blocks.join("\n\n")}\n\n→ next: addons explain CODE\n`;
}

/** The only code of a group: what happened, why, the examples, what may be done about its severity. */
export function codeText({ doc, codes }: CodeGroup, colours: Colours): string {
  return codes
    .map((entry) => {
      const blocks = [
        `${colours.bold(entry.code)}: ${entry.title}`,
        ...entry.why.map((paragraph) => wrapped(paragraph)),
        ...examplesOf(entry).map(
          ({ title, files }) => `${colours.cyan(title)}\n${files.map((file) => fileText(file, colours)).join("\n\n")}`,
        ),
        wrapped(severityText(entry)),
        ...(doc === undefined ? [] : [`More: ${doc}`]),
      ];
      return `${blocks.join("\n\n")}\n`;
    })
    .join("\n");
}

/** All codes as a page: a heading for each, that links can lead to. */
export function codeListMarkdown(groups: readonly CodeGroup[]): string {
  const blocks = groups
    .filter(({ codes }) => codes.length > 0)
    .map(({ title, codes }) => [
      `## ${title}`,
      ...codes.map((entry) => `### ${entry.code}\n\n${escaped(entry.title)}.${adjustable(entry)}`),
    ]);
  return `${blocks.flat().join("\n\n")}\n`;
}

function adjustable({ severity }: CodeExplanation): string {
  return severity === "adjustable" ? " Severity: adjustable." : "";
}

export function codeMarkdown({ doc, codes }: CodeGroup): string {
  return codes
    .map((entry) => {
      const blocks = [
        `### ${entry.code}`,
        `${escaped(entry.title)}.`,
        ...entry.why.map(escaped),
        ...examplesOf(entry).flatMap(({ title, files }) => [`**${title}**`, ...files.map(fence)]),
        escaped(severityText(entry)),
        ...(doc === undefined ? [] : [`More: ${doc}`]),
      ];
      return `${blocks.join("\n\n")}\n`;
    })
    .join("\n");
}

export interface CodesDocument {
  readonly formatVersion: 1;
  readonly codes: readonly (CodeExplanation & { readonly group: string; readonly doc?: string })[];
}

/** Follows schemas/codes.schema.json. */
export function codesDocument(groups: readonly CodeGroup[]): CodesDocument {
  return {
    formatVersion: 1,
    codes: groups.flatMap(({ title, doc, codes }) =>
      codes.map((entry) => ({ ...entry, group: title, ...(doc === undefined ? {} : { doc }) })),
    ),
  };
}

interface ExampleFile {
  readonly name: string;
  readonly text: string | null;
}

/** The wrong project whole, of the right one what differs. */
function examplesOf({ example }: CodeExplanation): readonly {
  readonly title: string;
  readonly files: readonly ExampleFile[];
}[] {
  if (example === undefined) return [];
  const { wrong, right, args = [], env = {}, today } = example;
  const given = [
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...args,
    ...(today === undefined ? [] : [`on ${today}`]),
  ];
  const how = given.length === 0 ? "" : ` (${given.join(" ")})`;
  const filesOf = (files: Readonly<Record<string, string | null>>): readonly ExampleFile[] =>
    Object.entries(files).map(([name, text]) => ({ name, text }));
  const changed = filesOf(right).filter(({ name, text }) => wrong[name] !== text);
  return [
    { title: `Wrong${how}`, files: filesOf(wrong) },
    { title: "Right", files: changed },
  ];
}

function fileText({ name, text }: ExampleFile, colours: Colours): string {
  if (text === null) return `  ${colours.dim(`${name}: not there`)}`;
  const lines = text.trimEnd().split("\n");
  return [`  ${colours.dim(`${name}:`)}`, ...lines.map((line) => `    ${line}`.trimEnd())].join("\n");
}

function fence({ name, text }: ExampleFile): string {
  if (text === null) return `\`${name}\`: not there`;
  const language = name.endsWith(".yaml") ? "yaml" : name.endsWith(".json") ? "json" : "";
  return `\`${name}\`:\n\n\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

function severityText({ severity, code }: CodeExplanation): string {
  return severity === "adjustable"
    ? `Its severity is adjustable: \`problems: { ${code}: { severity: warning, reason: … } }\` in a Base or an Environment.`
    : "Its severity is fixed.";
}

const WIDTH = 100;

function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join("\n");
}

/** Our own prose: code in backticks stays as it is, the rest can be no markup. */
function escaped(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : part.replaceAll(/[\\*_<>[\]|]/g, String.raw`\$&`)))
    .join("");
}
