import { describe, expect, it } from "vitest";
import { createFiles } from "../../src/outside/files/create-files.ts";
import { readSources, usableSources } from "../../src/sources/read-sources.ts";
import { unusedSources } from "../../src/sources/unused-sources.ts";
import { workFolder } from "../outside/charts/work-folder.ts";

const SOURCES = `apiVersion: addons/v1
kind: Sources
sources:
  https://charts.example.com:
    signers: [{ pgp: keys/team.asc }, { pgp: ../shared.gpg }]
  oci://registry.example.com/team: { signers: [{ cosign: keys/cosign.pub }] }
`;
const KEYS = { "charts/keys/team.asc": "a", "shared.gpg": "b", "charts/keys/cosign.pub": "c" };

describe("readSources", () => {
  it("is content without the file", async () => {
    expect(await readSources(createFiles(workFolder()))).toEqual({ entries: [], problems: [] });
  });

  it("finds the files that are named", async () => {
    const { entries, problems } = await readSources(
      createFiles(workFolder({ "charts/sources.yaml": SOURCES, ...KEYS })),
    );
    expect(problems).toEqual([]);
    expect(entries.map(({ settings, at }) => [settings.source, at.line])).toEqual([
      ["https://charts.example.com", 4],
      ["oci://registry.example.com/team", 6],
    ]);
  });

  it("tells each that is not there, with its place, and gives no settings at all", async () => {
    const files = createFiles(workFolder({ "charts/sources.yaml": SOURCES, "charts/keys/teem.asc": "a" }));
    const { entries, problems } = await readSources(files);
    expect(entries).toEqual([]);
    expect(problems.map(({ code, message, hint, at }) => [code, message, hint, at?.line, at?.column])).toEqual([
      [
        "SOURCES-MISSING-FILE",
        "charts/keys/team.asc does not exist",
        "did you mean teem.asc? paths are relative to the folder charts",
        5,
        22,
      ],
      ["SOURCES-MISSING-FILE", "shared.gpg does not exist", "paths are relative to the folder charts", 5, 46],
      [
        "SOURCES-MISSING-FILE",
        "charts/keys/cosign.pub does not exist",
        "paths are relative to the folder charts",
        6,
        58,
      ],
    ]);
    await expect(usableSources(files)).rejects.toMatchObject({ code: "SOURCES-INVALID", kind: "usage", problems });
  });
});

describe("unusedSources", () => {
  it("names entries that no chart comes from", async () => {
    const { entries } = await readSources(createFiles(workFolder({ "charts/sources.yaml": SOURCES, ...KEYS })));
    const used = ["https://charts.example.com/stable", "oci://registry.example.com/teams/web", "charts/web"];
    expect(
      unusedSources(entries, used).map(({ code, message, severity, at }) => [code, severity, message, at?.line]),
    ).toEqual([["SOURCES-UNUSED", "warning", "no add-on takes a chart from oci://registry.example.com/team", 6]]);
    expect(unusedSources(entries, [])).toHaveLength(2);
  });
});
