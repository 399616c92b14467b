import { describe, expect, it } from "vitest";
import { addon, addonsOf, environment, load, printed } from "./project.ts";

const E = "environments/dev.yaml";

/** Needs of `a` and what is told, in an environment where b is enabled, c is not, and d is not there. */
async function needsOf(needs: string): Promise<readonly string[]> {
  const { environments, problems } = await load({
    [E]: environment(addon("a", `, needs: ${needs}`) + addon("bertha") + addon("c", ", enabled: false")),
  });
  const found = environments[0]?.clusters[0]?.addons.find(({ name }) => name === "a")?.needs;
  return [`needs ${String(found)}`, ...problems.map((problem) => `${problem.severity} ${printed(problem)}`)];
}

describe("optional needs", () => {
  it.each<[string, readonly string[]]>([
    ["[{ name: bertha, optional: true }]", ["needs bertha"]],
    ["[{ name: bertha }]", ["needs bertha"]],
    ["[{ name: c, optional: true }, bertha]", ["needs bertha"]],
    ["[{ name: elsewhere, optional: true }]", ["needs "]],
    [
      "[{ name: brtha, optional: true }]",
      [
        "needs ",
        `warning ${E}:6:94: a has the optional need brtha, which is no add-on here, so it waits for nothing [did you mean bertha?]`,
      ],
    ],
    [
      "[{ name: c, optional: false }]",
      [
        "needs ",
        `error ${E}:6:94: a needs c, which is not enabled here (enabled: false) [enable c, or disable a, too, or make the need optional: { name: c, optional: true }]`,
      ],
    ],
    [
      "[bertha, { name: bertha, optional: true }]",
      ["needs bertha", `error ${E}:6:102: a names bertha twice in its needs [remove one of the two]`],
    ],
    ["[{ optional: true }]", ["needs ", `error ${E}:6:94: addons.a.needs[0] has no name [add name: …]`]],
    [
      "[{ name: bertha, optionl: true }]",
      [
        "needs bertha",
        `error ${E}:6:110: unknown key optionl in addons.a.needs[0] [did you mean optional? known here: name, optional]`,
      ],
    ],
    [
      "[{ name: a, optional: true }]",
      ["needs a", `error ${E}:6:94: needs go round in a circle: a → a [take one of these away: a needs a (${E}:6)]`],
    ],
  ])("%s", async (needs, expected) => {
    expect(await needsOf(needs)).toEqual(expected);
  });

  it("go round in a circle like all others, where they hold", async () => {
    const text = (more: string): string =>
      environment(addon("a", ", needs: [{ name: b, optional: true }]") + addon("b", `, needs: [a]${more}`));
    expect((await load({ [E]: text("") })).problems.map(({ code }) => code)).toEqual(["MANIFEST-NEEDS-CYCLE"]);
    expect(Object.keys(await addonsOf({ [E]: text(", enabled: false") }))).toEqual(["a"]);
  });
});
