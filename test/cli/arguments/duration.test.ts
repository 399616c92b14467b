import { expect, it } from "vitest";
import { duration } from "../../../src/cli/arguments/duration.ts";

it.each<[string, number | undefined]>([
  ["90", 90],
  ["90s", 90],
  ["10m", 600],
  ["1h", 3600],
  ["1h30m5s", 5405],
  ["", undefined],
  ["0", undefined],
  ["0m", undefined],
  ["-5", undefined],
  ["1.5m", undefined],
  ["5 m", undefined],
  ["5d", 432_000],
  ["1d12h", 129_600],
  ["12h1d", undefined],
  ["30m1h", undefined],
  ["99999999999999999999", undefined],
])("duration(%j) is %j", (text, seconds) => {
  expect(duration(text)).toBe(seconds);
});
