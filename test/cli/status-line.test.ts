import { expect, test } from "vitest";
import { createStatusLine } from "../../src/cli/output/status-line.ts";

const CLEAR = "\r\u001b[2K";

function line(columns = 80): { shown: string[]; status: ReturnType<typeof createStatusLine> } {
  const shown: string[] = [];
  const status = createStatusLine({ write: (text) => void shown.push(text), terminal: "yes", columns });
  return { shown, status };
}

test("is replaced by the next one and taken away by anything else that is said", () => {
  const { shown, status } = line();
  status.writeOver("before\n");
  status.show("10 %");
  status.show("20 %");
  status.writeOver("said\n");
  status.writeOver("again\n");
  status.show(undefined);
  expect(shown).toEqual(["before\n", "10 %", `${CLEAR}20 %`, `${CLEAR}said\n`, "again\n"]);
});

test("never wraps, and is one line", () => {
  const { shown, status } = line(10);
  status.show("a line\nthat is longer");
  status.show(undefined);
  expect(shown).toEqual(["a line th", CLEAR]);
});
