import { describe, expect, it } from "vitest";
import { addon, environment, problemsOf } from "./project.ts";

const E = "environments/dev.yaml";

const bomb = ["x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
  .concat("bcdefg".split("").map((name, i) => `x-${name}: &${name} [${Array(10).fill(`*${"abcdef"[i]}`).join(", ")}]`))
  .join("\n");

describe("a file", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "duplicate key",
      environment(addon("a") + addon("a")),
      [
        `${E}:7:3: the key a stands twice in the same map; the first is on line 6 [remove one of the two, or join what is below them]`,
      ],
    ],
    [
      "missing files",
      environment(addon("a", ", valuesFiles: [values/aa.yaml]") + "  b: { chart: ../charts/bb, namespace: b }\n"),
      [
        `${E}:6:100: environments/values/aa.yaml does not exist [did you mean environments/values/a.yaml? paths are relative to the file that names them]`,
        `${E}:7:15: there is no chart in charts/bb (no Chart.yaml) [did you mean charts/b? paths are relative to the file that names them]`,
      ],
    ],
    [
      "paths out of the project",
      environment(addon("a", ", valuesFiles: [../../x.yaml]") + "  b: { chart: ../../b, namespace: b }\n"),
      [
        `${E}:6:100: ../../x.yaml lies outside the project [copy the file into the project; paths are relative to the file that names them]`,
        `${E}:7:15: b: the folder ../../b lies outside the project [copy the chart into charts/; only what is in the project can be pinned]`,
      ],
    ],
    [
      "tab",
      environment("\ta: {}\n"),
      [
        `${E}:6:1: a tab is used as indentation; YAML allows only spaces [replace the tab by spaces (two per level) and set the editor to insert spaces in YAML files]`,
      ],
    ],
    [
      "merge-conflict marker",
      environment(`<<<<<<< HEAD\n${addon("a")}=======\n${addon("b")}>>>>>>> other\n`),
      [
        `${E}:6:1: unresolved merge conflict: the line starts with <<<<<<< [decide between the two sides, remove the lines <<<<<<<, ======= and >>>>>>>, then run the command again]`,
      ],
    ],
    [
      "empty file",
      "",
      [`${E}:1:1: the file is empty [write the content that belongs here, or remove the file and what names it]`],
    ],
    [
      "10 MB",
      environment(`  a: ${"x".repeat(10 * 1024 * 1024)}\n`),
      [expect.stringMatching(/^environments\/dev\.yaml:1:1: environments\/dev\.yaml cannot be read: .*5/) as string],
    ],
    [
      "YAML bomb",
      `${bomb}\n${environment(addon("a"))}`,
      [
        `${E}:4:38: aliases multiply the content to more than 10000 values [write the values out, or share them by a base file and \`extends\`]`,
      ],
    ],
    [
      "two documents",
      `${environment(addon("a"))}---\n${environment(addon("b"))}`,
      [
        `${E}:7:1: the file holds more than one YAML document (a line \`---\` starts the next) [keep one document per file; move the others into files of their own]`,
      ],
    ],
    [
      "not a map",
      "- a\n",
      [`${E}:1:1: the file must hold a map (lines of \`key: value\`) [check that this is the right file]`],
    ],
    [
      "neither version nor kind",
      "clusters: {}\n",
      [
        `${E}:1:1: the file has no apiVersion [add the line: apiVersion: addons/v1]`,
        `${E}:1:1: the file has no kind [add the line: kind: Environment (or kind: Base for a file that others extend)]`,
        `${E}:1:11: clusters must not be empty`,
      ],
    ],
    [
      "no clusters",
      "apiVersion: addons/v1\nkind: Environment\n",
      [
        `${E}:1:1: the environment dev has no clusters [add clusters: with one cluster that has context: NAME, or playground: true for one on this computer]`,
      ],
    ],
  ])("%s", async (_, text, expected) => {
    const others = { "environments/values/a.yaml": "a: 1\n", "charts/b/Chart.yaml": "name: b\nversion: 1.0.0\n" };
    expect(await problemsOf({ [E]: text, ...others })).toEqual(expected);
  });
});
