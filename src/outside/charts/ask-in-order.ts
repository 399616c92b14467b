import { AddonsError } from "../../support/addons-error.ts";

export interface AskedInOrder<Place, Result> {
  /** Not empty; the last one's failure is the one that counts. */
  readonly places: readonly Place[];
  readonly ask: (place: Place) => Promise<Result>;
  /** For messages. */
  readonly nameOf: (place: Place) => string;
  /** Why this answer is not the wanted one; it is only given when no place has a better one. */
  readonly objection?: (result: Result) => string | undefined;
  readonly tell: (message: string) => void;
}

/**
 * The answer of the first place that gives a good one. Each failure before it is told. When there is none: an answer that
 * was objected to, for whoever asked to refuse, else the error of the last place, with what came before it.
 */
export async function askInOrder<Place, Result>(asked: AskedInOrder<Place, Result>): Promise<Result> {
  const failures: string[] = [];
  let other: { readonly result: Result } | undefined;
  let failure: unknown;
  for (const place of asked.places) {
    const isLast = failures.length === asked.places.length - 1;
    try {
      const result = await asked.ask(place);
      const objection = asked.objection?.(result);
      if (objection === undefined) return result;
      other ??= { result };
      failures.push(`${asked.nameOf(place)} ${objection}`);
    } catch (error) {
      // Anything else is a mistake of ours or of the project: the next place would not mend it.
      if (!(error instanceof AddonsError) || error.kind === "usage" || error.code === "CHART-OFFLINE") throw error;
      failures.push(error.message);
      failure = error;
    }
    if (!isLast) asked.tell(`${failures.at(-1)}; the next place is asked`);
  }
  if (other !== undefined) return other.result;
  throw withEarlier(failure, failures.slice(0, -1));
}

function withEarlier(error: unknown, earlier: readonly string[]): unknown {
  if (!(error instanceof AddonsError) || earlier.length === 0) return error;
  const { code, kind, hint, problems } = error;
  return new AddonsError(code, `${error.message} (asked before: ${earlier.join("; ")})`, {
    kind,
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(problems === undefined ? {} : { problems }),
  });
}
