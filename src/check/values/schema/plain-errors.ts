import type { SchemaError } from "./visit.ts";

/**
 * Errors with those of alternatives (anyOf, oneOf) replaced by what is wrong by the one that was most likely meant, when there
 * is one.
 */
export function plainErrors(errors: readonly SchemaError[]): readonly SchemaError[] {
  return errors.flatMap((error) => {
    const meant = likelyMeant(error);
    return meant === undefined ? [error] : plainErrors(meant);
  });
}

/** The alternative that takes the value's kind; of several the one with the fewest errors. */
function likelyMeant({ keyword, alternatives = [], path }: SchemaError): readonly SchemaError[] | undefined {
  if (keyword !== "anyOf" && keyword !== "oneOf") return undefined;
  const fitting = alternatives.filter((errors) => !errors.some((error) => isOtherKind(error, path.length)));
  if (fitting.length === 0 && alternatives.length === 1) return alternatives[0];
  return fitting.toSorted((left, right) => left.length - right.length)[0];
}

function isOtherKind({ keyword, path }: SchemaError, depth: number): boolean {
  return path.length === depth && ["type", "const", "enum", "false", "pattern", "format"].includes(keyword);
}
