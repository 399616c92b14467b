import { Composer, Lexer, LineCounter, Parser } from "yaml";
import type { CST, Document } from "yaml";
import type { JsonValue } from "./json.ts";
import type { Problem, SourcePosition } from "./problem.ts";
import { yamlData } from "./yaml-data.ts";
import { yamlPlaces, type YamlPlaces } from "./yaml-places.ts";
import { syntaxProblems } from "./yaml-syntax-problems.ts";
import { textProblems } from "./yaml-text-problems.ts";
import { tokenProblems } from "./yaml-token-problems.ts";

/** One YAML document of a user, read strictly, with the place of everything in it. */
export interface YamlSource extends YamlPlaces {
  readonly file: string;
  readonly data: JsonValue;
}

export type YamlRead =
  | { readonly kind: "read"; readonly source: YamlSource }
  | { readonly kind: "broken"; readonly problems: readonly Problem[] };

/** Reads one YAML 1.2 document (core schema). Nothing is guessed: what could be taken in two ways is a problem with its place. */
export function readYamlSource(text: string, file: string): YamlRead {
  const early = textProblems(text, file);
  if (early.length > 0) return { kind: "broken", problems: early };
  const lines = new LineCounter();
  const place = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const tokens = parseTokens(text, lines.addNewLine);
  if (tokens === "too-many") return { kind: "broken", problems: [tooManyMarks(file)] };
  const tooMuch = tokenProblems(tokens, place);
  if (tooMuch.length > 0) return { kind: "broken", problems: tooMuch };
  const documents = [...new Composer({ version: "1.2", uniqueKeys: false, intAsBigInt: true }).compose(tokens)];
  const [document] = documents;
  if (document === undefined || isEmpty(document)) return { kind: "broken", problems: [emptyProblem(file)] };
  const syntax = syntaxProblems(documents, { text, place });
  if (syntax.length > 0) return { kind: "broken", problems: syntax };
  const { data, problems } = yamlData(document, place);
  if (problems.length > 0) return { kind: "broken", problems };
  return { kind: "read", source: { file, data, ...yamlPlaces(document, text, place) } };
}

/** A file of 5 MB of quotes or brackets would take minutes: marks are counted while they are read. 10,000 add-ons have some 600,000. */
const MAX_MARKS = 1_000_000;

/** As `Parser.parse`, with an end. */
function parseTokens(text: string, onNewLine: (offset: number) => void): readonly CST.Token[] | "too-many" {
  const parser = new Parser(onNewLine);
  const tokens: CST.Token[] = [];
  let marks = 0;
  onNewLine(0);
  for (const mark of new Lexer().lex(text)) {
    if (++marks > MAX_MARKS) return "too-many";
    for (const token of parser.next(mark)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function tooManyMarks(file: string): Problem {
  return {
    code: "YAML-TOO-LARGE",
    severity: "error",
    message: `the file has more than ${MAX_MARKS} words, line ends and punctuation marks`,
    hint: "check that this is the right file; a manifest or values file has some thousands; split it if it really is that large",
    at: { file, line: 1, column: 1 },
  };
}

function isEmpty(document: Document.Parsed): boolean {
  const { contents, errors } = document;
  return errors.length === 0 && (contents === null || contents.range[0] === contents.range[1]);
}

function emptyProblem(file: string): Problem {
  return {
    code: "YAML-EMPTY",
    severity: "error",
    message: "the file is empty",
    hint: "write the content that belongs here, or remove the file and what names it",
    at: { file, line: 1, column: 1 },
  };
}
