import type { CodeExplanation, ProjectFiles } from "../code-explanation.ts";
import { devEnvironment, localChart } from "../example-files.ts";

function project(input: string, files: ProjectFiles = {}, value = "${infra.role_arn:-none}"): ProjectFiles {
  const rest = `inputs:
  infra: ${input}
addons:
  web:
    chart: ../charts/web
    namespace: web
    values: { role: '${value}' }
`;
  return { ...devEnvironment(rest), ...localChart("web"), ...files };
}

const OUTPUTS = `{
  "role_arn": { "value": "arn:aws:iam::111122223333:role/web", "type": "string", "sensitive": false }
}
`;
const STATE = `{
  "version": 4,
  "terraform_version": "1.12.6",
  "lineage": "5f3c1a52-7c1d-9f0e-1d55-3a0c1f6f1b11",
  "outputs": { "role_arn": { "value": "arn:aws:iam::111122223333:role/web", "type": "string" } },
  "resources": []
}
`;
const ENCRYPTED = `role_arn: ENC[AES256_GCM,data:9f0e,iv:1d55,tag:3a0c,type:str]
sops:
  lastmodified: "2026-05-04T03:02:01Z"
  mac: ENC[AES256_GCM,data:5f3c,iv:7c1d,tag:1f6f,type:str]
  version: 3.13.3
`;
const TERRAFORM = "{ terraform: ../outputs.json }";
const RIGHT = project(TERRAFORM, { "outputs.json": OUTPUTS });

export const INPUT_CODES: readonly CodeExplanation[] = [
  {
    code: "INPUT-SOURCE",
    title: "An input does not say, or says more than once, where it comes from",
    why: [
      "An input has exactly one source: terraform, kops, sops, env or file. Layers merge, so a base file and an environment may each have named one: the environment takes the other away with null, as in terraform: null.",
    ],
    severity: "fixed",
    example: {
      wrong: project("{ terraform: ../outputs.json, file: ../outputs.json }", { "outputs.json": OUTPUTS }),
      right: RIGHT,
    },
  },
  {
    code: "INPUT-UNREADABLE",
    title: "An input cannot be read",
    why: [
      "Its file is not there or is no text, or the program that prints it is missing, was not initialised, has no login or did not end. The message has the program's own words, the hint the command to try by hand.",
      "Values that rest on it are unknown, so nothing is planned or synced. `--inputs skip` checks everything else.",
    ],
    severity: "fixed",
    example: { wrong: project(TERRAFORM), right: RIGHT },
  },
  {
    code: "INPUT-SYNTAX",
    title: "The text of an input is not what it should be",
    why: [
      "Outputs are JSON; kops and plain files are YAML or JSON, read as strictly as a manifest. A file that a failed command left behind is empty or cut short: write it anew.",
    ],
    severity: "fixed",
    example: { wrong: project(TERRAFORM, { "outputs.json": OUTPUTS.slice(0, -3) }), right: RIGHT },
  },
  {
    code: "INPUT-SHAPE",
    title: "An input is readable, but something else than its key says",
    why: [
      "The usual mix-ups are told by name: a state file or `terraform show -json` instead of outputs, outputs named as a plain file (their sensitive ones would not be hidden), lines of a wrapper in CI, several clusters in one kops file, a list where names are needed.",
    ],
    severity: "fixed",
    example: { wrong: project(TERRAFORM, { "outputs.json": STATE }), right: RIGHT },
  },
  {
    code: "INPUT-ENCRYPTED",
    title: "A file that is encrypted by sops is named as a plain one",
    why: [
      "Its values would reach the cluster encrypted. Named with sops: it is decrypted, and hidden in every output.",
    ],
    severity: "fixed",
    example: {
      wrong: project("{ file: ../infra.yaml }", { "infra.yaml": ENCRYPTED }),
      right: { "infra.yaml": "role_arn: arn:aws:iam::111122223333:role/web\n" },
    },
  },
  {
    code: "INPUT-STALE",
    title: "The file of an input is older than its maxAge",
    why: [
      "What was written weeks ago may name roles and networks that are gone. Write the file anew; `maxAge` says how old it may be, by the time of its last change on this computer. In a fresh checkout that is the time of the checkout.",
    ],
    severity: "adjustable",
    example: {
      wrong: project("{ terraform: ../outputs.json, maxAge: 24h }", { "outputs.json": OUTPUTS }),
      right: project(TERRAFORM),
      today: "2999-01-01",
    },
  },
  {
    code: "INPUT-REQUIRED",
    title: "An input lacks a name that it must have",
    why: [
      "`require` lists what the add-ons of all clusters rely on, so that a missing output is told once, at the input, before anything refers to it. A name without a value counts as missing.",
    ],
    severity: "fixed",
    example: {
      wrong: project("{ terraform: ../outputs.json, require: [role_arm] }", { "outputs.json": OUTPUTS }),
      right: project("{ terraform: ../outputs.json, require: [role_arn] }"),
    },
  },
  {
    code: "INPUT-SKIPPED",
    title: "An input was not read, because the run was told so",
    why: [
      "With `--inputs skip` no file of an input is read and no program is run: useful where the logins for them are missing. The values that rest on it are not known, so the chart checks leave them alone; everything else is checked.",
    ],
    severity: "adjustable",
    example: {
      wrong: RIGHT,
      right: project("null", {}, "none"),
      args: ["--inputs", "skip"],
    },
  },
];
