import fc from "fast-check";
import { expect, test } from "vitest";
import { createLines } from "../../../src/outside/charts/repository/index-lines.ts";

interface Line {
  readonly text: string;
  readonly position: number;
}

/** With a reader that looks at each line for how deep the next ones may be. */
function linesOf(text: string, chunk: number): readonly Line[] {
  const bytes = Buffer.from(text);
  const read: Line[] = [];
  let deepest = Number.POSITIVE_INFINITY;
  const lines = createLines({
    deepest: () => deepest,
    line(line, position) {
      read.push({ text: line, position });
      deepest = depthAfter(line);
    },
  });
  for (let at = 0; at < bytes.length; at += chunk) lines.push(bytes.subarray(at, at + chunk), at);
  lines.end();
  return read;
}

function depthAfter(line: string): number {
  const said = /\d+$/.exec(line)?.[0];
  return said === undefined ? Number.POSITIVE_INFINITY : Number(said);
}

/** The same, line by line. */
function expected(text: string): readonly Line[] {
  let deepest = Number.POSITIVE_INFINITY;
  let position = 0;
  return text.split("\n").flatMap((line) => {
    const at = position;
    position += Buffer.byteLength(line) + 1;
    if ((/^[ \t]*/.exec(line)?.[0].length ?? 0) > deepest) return [];
    deepest = depthAfter(line);
    return [{ text: line, position: at }];
  });
}

test("lines, their places and what is passed over, in chunks of any size", () => {
  const indent = fc.array(fc.constantFrom(" ", " ", " ", "\t"), { maxLength: 20 }).map((blanks) => blanks.join(""));
  const line = fc
    .tuple(indent, fc.constantFrom("", "", "a", "ü: x", "- 😀", "\r", "a 0", "b 2", "ü 4", "c 17"))
    .map((parts) => parts.join(""));
  const text = fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 60 }), (drawn, chunk) => {
      expect(linesOf(drawn, chunk)).toEqual(expected(drawn));
    }),
    { seed: 20260101, numRuns: 3000 },
  );
});
