import { expect, test } from "vitest";
import type { TransferEvent } from "../../src/outside/charts/transfer/transfer-event.ts";
import { sizeText } from "../../src/report/transfers/transfer-text.ts";
import { transferLines, transferRecords, transferStatus } from "../../src/report/transfers/transfer-view.ts";

const demo = { what: "demo 1.0.0", from: "https://charts.example.com/demo-1.0.0.tgz", attempt: 1 };
const index = { what: "chart index", from: "https://charts.example.com/index.yaml", attempt: 1 };
const RUN: readonly TransferEvent[] = [
  { type: "transfer-started", ...index },
  { type: "transfer-finished", bytes: 0, result: "unchanged", ...index },
  { type: "transfer-started", ...demo },
  { type: "transfer-receiving", bytes: 500_000, total: 2_000_000, ...demo },
  { type: "transfer-retrying", reason: "https://charts.example.com: cut", delayMs: 500, ...demo },
  { type: "transfer-receiving", bytes: 2_000_000, total: 2_000_000, ...demo, attempt: 2 },
  { type: "transfer-finished", bytes: 2_000_000, result: "received", ...demo, attempt: 2 },
];

test("lines: one at the start, one at the end with the size, one per failed attempt", () => {
  const lines: string[] = [];
  const show = transferLines((line) => lines.push(line));
  RUN.forEach(show);
  expect(lines).toEqual([
    "chart index: downloading from https://charts.example.com/index.yaml",
    "chart index: unchanged at https://charts.example.com/index.yaml",
    "demo 1.0.0: downloading from https://charts.example.com/demo-1.0.0.tgz",
    "demo 1.0.0: https://charts.example.com: cut; trying again in 0.5 s",
    "demo 1.0.0: got 2.0 MB from https://charts.example.com/demo-1.0.0.tgz (attempt 2)",
  ]);
});

test("a terminal: one line that changes, and what stays", () => {
  const shown: string[] = [];
  let now = 1000;
  const show = transferStatus({
    say: (line) => shown.push(`SAY ${line}`),
    status: (line) => shown.push(line ?? "-"),
    now: () => (now += 200),
  });
  RUN.forEach(show);
  expect(shown).toEqual([
    "chart index: asking for it from https://charts.example.com/index.yaml",
    "-",
    "demo 1.0.0: asking for it from https://charts.example.com/demo-1.0.0.tgz",
    "demo 1.0.0: 25 % of 2.0 MB from https://charts.example.com/demo-1.0.0.tgz",
    "SAY demo 1.0.0: https://charts.example.com: cut; trying again in 0.5 s",
    "demo 1.0.0: attempt 1 failed, waiting from https://charts.example.com/demo-1.0.0.tgz",
    "demo 1.0.0: 100 % of 2.0 MB from https://charts.example.com/demo-1.0.0.tgz",
    "SAY demo 1.0.0: got 2.0 MB from https://charts.example.com/demo-1.0.0.tgz (attempt 2)",
    "-",
  ]);
});

test("what is not there, and need not be, is said in lines and not on a terminal", () => {
  const absent: TransferEvent = { type: "transfer-finished", bytes: 0, result: "absent", ...demo };
  const lines: string[] = [];
  transferLines((line) => lines.push(line))(absent);
  transferStatus({ say: (line) => lines.push(line), status: () => undefined, now: () => 0 })(absent);
  expect(lines).toEqual(["demo 1.0.0: not at https://charts.example.com/demo-1.0.0.tgz"]);
});

test("a terminal: several at once, redrawn no more often than ten times a second", () => {
  const shown: (string | undefined)[] = [];
  const show = transferStatus({ say: () => undefined, status: (line) => shown.push(line), now: () => 5000 });
  show({ type: "transfer-started", ...demo });
  show({ type: "transfer-started", ...index });
  for (let bytes = 1; bytes < 100; bytes++) show({ type: "transfer-receiving", bytes, ...demo });
  expect(shown).toHaveLength(2);
  expect(shown[1]).toMatch(/^demo 1\.0\.0: .* \(and 1 more\)$/);
  show({ type: "transfer-failed", ...demo });
  show({ type: "transfer-failed", ...index });
  expect(shown.at(-1)).toBeUndefined();
});

test("JSON records: every event but single pieces, with its time", () => {
  const records: object[] = [];
  RUN.forEach(
    transferRecords(
      (record) => records.push(record),
      () => "2026-01-01T00:00:00.000Z",
    ),
  );
  expect(records).toHaveLength(5);
  expect(records.at(-1)).toEqual({
    type: "transfer-finished",
    at: "2026-01-01T00:00:00.000Z",
    bytes: 2_000_000,
    result: "received",
    ...demo,
    attempt: 2,
  });
});

test.for<[number, string]>([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [999_949, "999.9 kB"],
  [999_950, "1.0 MB"],
  [27_100_000, "27.1 MB"],
])("%i bytes are %s", ([bytes, text]) => {
  expect(sizeText(bytes)).toBe(text);
});
