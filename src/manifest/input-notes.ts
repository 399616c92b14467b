import type { Problem, SourcePosition } from "../support/problem.ts";
import type { InputDeclaration } from "../values/inputs/input.ts";

/** What one cluster notes about its inputs. */
export interface InputNotes {
  readonly secrets: (texts: readonly string[]) => void;
  /** A reference to an input that was not read. */
  readonly unread: (input: string, at: SourcePosition) => void;
}

/** What all clusters of a run note together. */
export interface RunNotes {
  /** For one cluster with these declarations. */
  of(declarations: readonly InputDeclaration[]): InputNotes;
  /** Texts that no output may show. */
  secrets(): readonly string[];
  /** One info per input that was not read, however many clusters use it. */
  problems(): readonly Problem[];
}

export function runNotes(): RunNotes {
  const secrets = new Set<string>();
  const unread = new Map<string, { readonly declaration: InputDeclaration; readonly places: Set<string> }>();
  return {
    of(declarations) {
      const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));
      return {
        secrets: (texts) => texts.forEach((text) => secrets.add(text)),
        unread(input, at) {
          const declaration = byName.get(input);
          if (declaration === undefined) return;
          const key = [declaration.name, ...placeKey(declaration.at)].join("\0");
          const known = unread.get(key) ?? { declaration, places: new Set() };
          known.places.add(placeKey(at).join("\0"));
          unread.set(key, known);
        },
      };
    },
    secrets: () => [...secrets],
    problems: () => [...unread.values()].map(({ declaration, places }) => skipped(declaration, places.size)),
  };
}

function placeKey({ file, line, column }: SourcePosition): readonly (string | number)[] {
  return [file, line, column];
}

function skipped({ name, at }: InputDeclaration, references: number): Problem {
  const what = references === 1 ? "1 reference to it was" : `${references} references to it were`;
  return {
    code: "INPUT-SKIPPED",
    severity: "info",
    message: `the input ${name} was not read: ${what} not checked`,
    hint: "addons validate without --inputs skip reads it",
    at,
  };
}
