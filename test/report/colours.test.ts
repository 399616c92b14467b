import { expect, it } from "vitest";
import { createColours, decideColours } from "../../src/report/colours.ts";

it.each<["no-color" | "unset", Readonly<Record<string, string>>, "yes" | "no", "on" | "off"]>([
  ["unset", {}, "yes", "on"],
  ["unset", {}, "no", "off"],
  ["no-color", { FORCE_COLOR: "1" }, "yes", "off"],
  ["unset", { NO_COLOR: "1" }, "yes", "off"],
  ["unset", { NO_COLOR: "" }, "yes", "on"],
  ["unset", { NO_COLOR: "1", FORCE_COLOR: "1" }, "yes", "off"],
  ["unset", { FORCE_COLOR: "1" }, "no", "on"],
  ["unset", { FORCE_COLOR: "" }, "no", "on"],
  ["unset", { FORCE_COLOR: "0" }, "yes", "off"],
  ["unset", { CLICOLOR_FORCE: "1" }, "no", "on"],
  ["unset", { CLICOLOR: "0" }, "yes", "off"],
  ["unset", { CLICOLOR: "1" }, "no", "off"],
  ["unset", { TERM: "dumb" }, "yes", "off"],
])("colours with flag %s, %j, terminal %s are %s", (...[flag, env, terminal, use]) => {
  expect(decideColours({ flag, env, terminal })).toBe(use);
});

it("paints nothing when off", () => {
  expect(createColours("off").red("x")).toBe("x");
  expect(createColours("on").red("x")).toBe("\u001b[31mx\u001b[39m");
});
