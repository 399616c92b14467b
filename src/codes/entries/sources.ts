import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart, TEAM_KEY } from "../example-files.ts";

const HEAD = "apiVersion: addons/v1\nkind: Sources\n";

function project(sources: string): ProjectFiles {
  return {
    ...devEnvironment("addons:\n  web: { chart: ../charts/web, namespace: web }\n"),
    ...localChart("web"),
    "charts/sources.yaml": sources,
    "charts/keys/team.asc": TEAM_KEY,
  };
}

function entry(text: string, source = "https://charts.example.com"): string {
  return `${HEAD}sources:\n  ${source}: ${text}\n`;
}

function right(text: string): Readonly<Record<string, string>> {
  return { "charts/sources.yaml": text };
}

const GOOD = entry("{ indexDigest: warn }");

/** charts/sources.yaml. */
export const SOURCES_CODES: readonly CodeExplanation[] = [
  {
    code: "SOURCES-TYPE",
    title: "A key of charts/sources.yaml has a value of the wrong type",
    why: ["A policy that is guessed is none: maps, lists and texts have to be what the key asks for."],
    severity: "fixed",
    example: { wrong: project(entry("{ mirrors: https://mirror.example.com }")), right: right(GOOD) },
  },
  {
    code: "SOURCES-UNKNOWN-KEY",
    title: "A key of charts/sources.yaml is not known",
    why: [
      "A misspelt `verify` would leave charts unchecked without a word, so nothing is passed over. Keys of the file that start with `x-` are yours.",
    ],
    severity: "fixed",
    example: { wrong: project(entry("{ indexDigets: warn }")), right: right(GOOD) },
  },
  {
    code: "SOURCES-MISSING-KEY",
    title: "A key that every charts/sources.yaml has is missing",
    why: ["`apiVersion`, `kind` and `sources` say what the file is and what it is for."],
    severity: "fixed",
    example: { wrong: project(GOOD.replace("kind: Sources\n", "")), right: right(GOOD) },
  },
  {
    code: "SOURCES-VALUE",
    title: "A key of charts/sources.yaml has a value that cannot be",
    why: ["The message says which values there are; the reference is in docs/signatures.md."],
    severity: "fixed",
    example: { wrong: project(entry("{ indexDigest: warm }")), right: right(GOOD) },
  },
  {
    code: "SOURCES-ADDRESS",
    title: "A source in charts/sources.yaml is not spelled as the lock spells it, or is none",
    why: [
      "Entries are compared with sources as the lock has them: no slash at the end, no default port, no credentials. One that is spelled differently would never hold.",
    ],
    severity: "fixed",
    example: { wrong: project(entry("{ indexDigest: warn }", "https://charts.example.com/")), right: right(GOOD) },
  },
  {
    code: "SOURCES-SIGNERS",
    title: "What charts/sources.yaml says about signatures does not fit together",
    why: [
      "`verify` needs `signers`; each of them is a `pgp` keyring, a `cosign` key, or an `identity` with `issuer` and `trustedRoot`. Signatures of cosign lie in OCI registries only, and git sources are held by their commit instead.",
      "An entry for a part of a source holds instead of the entry for all of it: when that one asks for signatures, this one has to say who may sign, or `verify: off`.",
    ],
    severity: "fixed",
    example: {
      wrong: project(entry("{ verify: required }")),
      right: right(entry("{ verify: required, signers: [{ pgp: keys/team.asc }] }")),
    },
  },
  {
    code: "SOURCES-MISSING-FILE",
    title: "A file that charts/sources.yaml names does not exist",
    why: [
      "Keys are part of the project, so that whoever changes one has it reviewed. Paths start at the folder charts.",
    ],
    severity: "fixed",
    example: {
      wrong: project(entry("{ signers: [{ pgp: keys/teem.asc }] }")),
      right: right(entry("{ signers: [{ pgp: keys/team.asc }] }")),
    },
  },
  {
    code: "SOURCES-UNUSED",
    title: "No add-on takes a chart from a source that charts/sources.yaml names",
    why: [
      "Mostly the address is misspelt, and the charts that should be checked are not. It is judged when all environments are read.",
    ],
    severity: "adjustable",
    example: { wrong: project(GOOD), right: { "charts/sources.yaml": null } },
  },
  {
    code: "SOURCES-INVALID",
    title: "No chart is asked for while charts/sources.yaml has errors",
    why: ["Half of a policy is none. `addons validate` lists every error with its place."],
    severity: "fixed",
  },
];
