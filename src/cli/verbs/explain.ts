import { CODE_EXPLANATIONS, type CodeGroup } from "../../codes/code-explanations.ts";
import { nearestCode } from "../../codes/find-code.ts";
import { codeListMarkdown, codeListText, codeMarkdown, codesDocument, codeText } from "../../report/problems/codes.ts";
import { AddonsError } from "../../support/addons-error.ts";
import type { Invocation } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { deliver, jsonText } from "../output/outputs.ts";

/** `addons explain`: one code of the catalogue, or all of them. */
export async function explain(invocation: Invocation<"output">): Promise<number> {
  const [code] = invocation.operands;
  if (code === undefined) {
    await deliver(invocation, {
      text: (colours) => codeListText(CODE_EXPLANATIONS, colours),
      json: () => jsonText(codesDocument(CODE_EXPLANATIONS)),
      markdown: () => codeListMarkdown(CODE_EXPLANATIONS),
    });
    return EXIT.done;
  }
  const group = groupOf(code.trim().toUpperCase());
  await deliver(invocation, {
    text: (colours) => codeText(group, colours),
    json: () => jsonText(codesDocument([group])),
    markdown: () => codeMarkdown(group),
  });
  return EXIT.done;
}

/** The group of a code with this code alone. Throws AddonsError CLI-UNKNOWN-CODE. */
function groupOf(wanted: string): CodeGroup {
  for (const group of CODE_EXPLANATIONS) {
    const codes = group.codes.filter(({ code }) => code === wanted);
    if (codes.length > 0) return { ...group, codes };
  }
  const near = nearestCode(wanted);
  throw new AddonsError("CLI-UNKNOWN-CODE", `there is no problem code "${wanted}"`, {
    kind: "usage",
    hint: near === undefined ? "`addons explain` lists all codes" : `did you mean ${near}?`,
  });
}
