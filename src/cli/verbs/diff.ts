import { compareEnvironments } from "../../compare/compare-environments.ts";
import { comparisonText } from "../../report/compare/comparison-text.ts";
import { comparisonDocument } from "../../report/compare/comparison-document.ts";
import { comparisonMarkdown } from "../../report/compare/comparison-markdown.ts";
import { AddonsError } from "../../support/addons-error.ts";
import { EXIT, exitCodeOf } from "../exit-code.ts";
import { deliver, jsonText } from "../output/outputs.ts";
import { withOutside } from "../with-outside.ts";
import {
  onlyClusters,
  openSide,
  readSideName,
  type SideInvocation,
  type WantedSide,
} from "../project/compared-sides.ts";
import type { Invocation } from "../command.ts";

type DiffInvocation = SideInvocation & Invocation<"cluster" | "exitZero" | "output">;

/** `addons diff A B`: what differs; 2 when something does. */
export async function diff(invocation: DiffInvocation): Promise<number> {
  const { flags, operands, voice } = invocation;
  const wanted = wantedSides(operands);
  const inputs = [wanted.left, wanted.right].some(({ commit }) => commit !== undefined) ? "files" : "all";
  return await withOutside(invocation, async (outside) => {
    const left = await openSide(wanted.left, inputs, { invocation, outside });
    const right = await openSide(wanted.right, inputs, { invocation, outside });
    const sides = onlyClusters({ left, right }, flags.cluster);
    const comparison = compareEnvironments(sides.left, sides.right, { redact: (text) => voice.redactor.text(text) });
    const document = comparisonDocument(comparison);
    await deliver(invocation, {
      text: (colours) => comparisonText(comparison, { colours, show: voice.detail === "verbose" ? "all" : "changes" }),
      markdown: () => comparisonMarkdown(comparison),
      json: () => jsonText(document),
    });
    if (document.result === "same") return EXIT.done;
    return exitCodeOf(["differences"], flags.exitZero ? "allowed" : "tell");
  });
}

interface Wanted {
  readonly left: WantedSide;
  readonly right: WantedSide;
}

/** Throws AddonsError CLI-USAGE unless there are two sides. */
function wantedSides([a, b]: readonly string[]): Wanted {
  const left = a === undefined ? undefined : readSideName(a);
  if (left === undefined) throw usage("say what to compare", "addons diff staging prod");
  if (b !== undefined) return { left, right: readSideName(b) };
  if (left.commit !== undefined) return { left, right: { environment: left.environment } };
  throw usage(
    `say what to compare ${left.environment} with`,
    `addons diff ${left.environment} OTHER, or addons diff ${left.environment}@main`,
  );
}

function usage(message: string, hint: string): AddonsError {
  return new AddonsError("CLI-USAGE", message, { kind: "usage", hint });
}
