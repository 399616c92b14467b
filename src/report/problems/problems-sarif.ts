import type { CodeExplanation } from "../../codes/code-explanation.ts";
import { sha256 } from "../../support/sha256.ts";
import type { Problem } from "../../support/problem.ts";

/** What a SARIF log needs to know besides the problems. */
export interface SarifTool {
  readonly version: string;
  readonly explain: (code: string) => CodeExplanation | undefined;
}

const LEVEL = { error: "error", warning: "warning", info: "note" } as const;
const ROOT = "%SRCROOT%";

/** A SARIF 2.1.0 log for code scanning; places are relative to the project folder. */
export function problemsSarif(problems: readonly Problem[], { version, explain }: SarifTool): object {
  const codes = [...new Set(problems.map(({ code }) => code))].sort();
  const seen = new Map<string, number>();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "addons", version, rules: codes.map((code) => rule(code, explain(code))) } },
        originalUriBaseIds: { [ROOT]: { description: { text: "The project folder." } } },
        columnKind: "utf16CodeUnits",
        results: problems.map((problem) => result(problem, codes.indexOf(problem.code), seen)),
      },
    ],
  };
}

function rule(code: string, entry: CodeExplanation | undefined): object {
  if (entry === undefined) return { id: code };
  const help = [`${entry.title}.`, ...entry.why, `More: addons explain ${code}`];
  return {
    id: code,
    shortDescription: { text: messageText(`${entry.title}.`) },
    fullDescription: { text: messageText(entry.why.join(" ")) },
    help: { text: messageText(help.join("\n\n")) },
    properties: { tags: ["addons"] },
  };
}

function result(problem: Problem, ruleIndex: number, seen: Map<string, number>): object {
  const { code, severity, message, hint, detail, at } = problem;
  const text = [message, ...(detail === undefined ? [] : [detail]), ...(hint === undefined ? [] : [`→ ${hint}`])];
  return {
    ruleId: code,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: messageText(text.join("\n")) },
    // Readers refuse a result without a place.
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uri(at?.file ?? "environments"), uriBaseId: ROOT },
          ...(at === undefined
            ? {}
            : { region: { startLine: Math.max(1, at.line), startColumn: Math.max(1, at.column) } }),
        },
      },
    ],
    partialFingerprints: { "addonsProblem/v1": fingerprint(problem, seen) },
  };
}

/** The same for the same problem after its line has moved or another cluster has it, too; several alike in a file are counted. */
function fingerprint({ code, message, at }: Problem, seen: Map<string, number>): string {
  const key = [code, at?.file ?? "", message.replace(/ \(in [^()]*\)$/, "")].join("\0");
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return `${sha256(key).slice(0, 32)}:${count}`;
}

/** A message is a template: braces are doubled, and what would be read as a link is not. */
function messageText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("{", "{{")
    .replaceAll("}", "}}")
    .replaceAll("](", String.raw`\](`);
}

/** A relative reference. */
function uri(file: string): string {
  return file
    .toWellFormed()
    .split("/")
    .map((segment) => encodeURIComponent(segment).replaceAll("%40", "@").replaceAll("%2B", "+"))
    .join("/");
}
