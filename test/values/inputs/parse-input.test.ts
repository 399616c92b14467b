import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputSource } from "../../../src/values/inputs/input.ts";
import { environmentData, parseInput } from "../../../src/values/inputs/parse-input.ts";

const TERRAFORM: InputSource = { kind: "terraform-file", file: "infra/outputs.json" };
const KOPS: InputSource = { kind: "kops-file", file: "infra/cluster.yaml" };
const SOPS: InputSource = { kind: "sops", file: "secrets.yaml" };
const YAML: InputSource = { kind: "file", file: "network.yaml" };
const JSON_FILE: InputSource = { kind: "file", file: "network.json" };

const OUTPUT = { value: "vpc-1", type: "string", sensitive: false };
const CLUSTER = `apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
metadata:
  creationTimestamp: null
  name: prod.example.com
spec:
  networkID: vpc-1
  subnets:
  - name: eu-west-1a
    cidr: 10.0.0.0/19
  sshAccess: ["0.0.0.0/0"]
  kubernetesVersion: 1.36.2
`;
const GROUP = "apiVersion: kops.k8s.io/v1alpha2\nkind: InstanceGroup\nmetadata:\n  name: nodes\nspec:\n  maxSize: 3\n";

describe("outputs of Terraform", () => {
  it("are values by name, of every type, the sensitive ones marked", () => {
    const text = JSON.stringify({
      vpc_id: OUTPUT,
      "kube-system-external-dns_role_arn": { ...OUTPUT, value: "arn:1" },
      db: { value: { user: "app", hosts: ["a"], port: 5432, tls: true }, type: ["object", {}], sensitive: true },
      none: { value: null, type: "dynamic", sensitive: false },
    });
    expect(parseInput(TERRAFORM, `\u{feff}${text}\r\n`)).toEqual({
      kind: "data",
      data: {
        data: {
          vpc_id: "vpc-1",
          "kube-system-external-dns_role_arn": "arn:1",
          db: { user: "app", hosts: ["a"], port: 5432, tls: true },
          none: null,
        },
        secret: ["db"],
      },
    });
  });

  it("are found behind warnings that the program prints before them, and places stay those of the text", () => {
    const warning =
      "\n\u001b[33m╷\u001b[0m\n│ Warning: Unable to open CLI configuration file\n╵\n\nThe file does not exist.\n";
    expect(parseInput(TERRAFORM, `${warning}{ "a": ${JSON.stringify(OUTPUT)} }`)).toMatchObject({
      data: { data: { a: "vpc-1" } },
    });
    expect(parseInput(TERRAFORM, "\nWarning: old\n\n{\n  'a': 1 }")).toMatchObject({
      faults: [{ place: { line: 5, column: 3 } }],
    });
  });

  it.each<[string, string, string, string | RegExp]>([
    ["nothing", "  \n", "INPUT-SYNTAX", "the file is empty"],
    ["half of it", '{\n  "a": {\n    "value": "x",\n', "INPUT-SYNTAX", "it ends before the JSON is complete"],
    ["YAML", "a:\n  value: x\n", "INPUT-SYNTAX", "here it is not JSON"],
    [
      "a number that JavaScript rounds",
      '{"a": {"value": 12345678901234567890}}',
      "INPUT-SYNTAX",
      /^a number cannot be kept exactly/,
    ],
    ["nested without end", "[".repeat(200_000), "INPUT-SYNTAX", "it is nested deeper than 100 levels"],
    ["a number without end", '{"a": {"value": 1e999}}', "INPUT-SYNTAX", /^a number cannot be kept exactly/],
    ["one output's value", '"vpc-1"', "INPUT-SHAPE", "it is no map of outputs, but one value"],
    ["a list", "[]", "INPUT-SHAPE", "it is no map of outputs, but one value"],
    ["values without outputs", '{"vpc_id": "vpc-1"}', "INPUT-SHAPE", '"vpc_id" is no output: it has no value'],
    [
      "a state",
      '{"version":4,"terraform_version":"1.12.6","lineage":"x","outputs":{},"resources":[]}',
      "INPUT-SHAPE",
      /^this is a state file/,
    ],
    [
      "show -json",
      '{"format_version":"1.0","terraform_version":"1.12.6","values":{"outputs":{}}}',
      "INPUT-SHAPE",
      /terraform show -json/,
    ],
    [
      "a wrapper's lines",
      `[command]/usr/bin/terraform output -json\n${JSON.stringify({ a: OUTPUT })}\n::debug::exit 0\n`,
      "INPUT-SHAPE",
      /^a wrapper/,
    ],
    ["an encrypted file", '{"a":"ENC[x]","sops":{"mac":"ENC[y]"}}', "INPUT-ENCRYPTED", "the file is encrypted by sops"],
  ])("are not %s", (_, ...[text, code, message]) => {
    const read = parseInput(TERRAFORM, text);
    const faults = read.kind === "broken" ? read.faults : [];
    expect(faults.map((fault) => fault.code)).toEqual([code]);
    expect(faults[0]?.message).toMatch(message);
  });

  it.each([
    ['{\n  "a": tru }', 2, 8],
    ['{"a": 01}', 1, 7],
    ['{\n  "a": {"value": 1,}\n}', 2, 20],
    ['{"a": "\t"}', 1, 7],
    ['{"s": "12345678901234567890", "a": {\n "value": 12345678901234567890 }}', 2, 11],
    ['{"a": {}', 1, 9],
  ])("say where JSON ends: %j at %i:%i", (text, line, column) => {
    expect(parseInput(TERRAFORM, text)).toMatchObject({ faults: [{ code: "INPUT-SYNTAX", place: { line, column } }] });
  });
});

describe("the cluster of kops", () => {
  it.each([
    ["alone", CLUSTER],
    ["with its instance groups", `${CLUSTER}\n---\n\n${GROUP}---\n${GROUP}`],
    ["behind them, with comments and ends", `---\n# groups\n${GROUP}...\n---\n${CLUSTER}`],
    ["with Windows' line ends", CLUSTER.replaceAll("\n", "\r\n")],
    [
      "as JSON",
      JSON.stringify({
        kind: "Cluster",
        metadata: { name: "prod.example.com" },
        spec: { networkID: "vpc-1", subnets: [{ name: "eu-west-1a" }] },
      }),
    ],
    [
      "in a list of objects",
      JSON.stringify([
        { kind: "InstanceGroup", spec: {} },
        {
          kind: "Cluster",
          metadata: { name: "prod.example.com" },
          spec: { networkID: "vpc-1", subnets: [{ name: "eu-west-1a" }] },
        },
      ]),
    ],
  ])("%s", (_, text) => {
    expect(parseInput(KOPS, text)).toMatchObject({
      kind: "data",
      data: {
        data: {
          metadata: { name: "prod.example.com" },
          spec: { networkID: "vpc-1", subnets: [{ name: "eu-west-1a" }] },
        },
        secret: [],
      },
    });
  });

  it.each<[string, string, string, string | RegExp]>([
    ["no cluster", GROUP, "INPUT-SHAPE", "there is no Cluster of kops in it (found: InstanceGroup)"],
    ["outputs", '{"a": {"value": 1}}', "INPUT-SHAPE", "there is no Cluster of kops in it (found: no kind)"],
    [
      "several",
      `${CLUSTER}---\n${CLUSTER.replace("prod", "dev")}`,
      "INPUT-SHAPE",
      "it holds 2 clusters: prod.example.com, dev.example.com",
    ],
    ["a duplicate key", `${GROUP}---\n${CLUSTER}  networkID: x\n`, "INPUT-SYNTAX", /^the key networkID stands twice/],
  ])("is told from %s", (_, ...[text, code, message]) => {
    const read = parseInput(KOPS, text);
    expect(read).toMatchObject({ kind: "broken", faults: [{ code }] });
    expect(read.kind === "broken" ? read.faults[0]?.message : "").toMatch(message);
  });

  it("has places of the whole text in later documents", () => {
    const read = parseInput(KOPS, `${GROUP}---\n${CLUSTER}  networkID: x\n`);
    expect(read).toMatchObject({ faults: [{ place: { line: 20, column: 3 } }] });
  });
});

describe("other sources", () => {
  it("what sops decrypted is secret as a whole", () => {
    expect(parseInput(SOPS, '{"a":{"b":1},"c":[true,null,"x"]}')).toEqual({
      kind: "data",
      data: { data: { a: { b: 1 }, c: [true, null, "x"] }, secret: "all" },
    });
    expect(parseInput(SOPS, "[1]")).toMatchObject({ faults: [{ code: "INPUT-SHAPE" }] });
  });

  it("no fault of what sops decrypted has a word of it", () => {
    expect(JSON.stringify(parseInput(SOPS, '{"a": canary-5f3c}'))).not.toContain("canary");
    expect(JSON.stringify(parseInput(SOPS, '{"a": 98765432109876543210}'))).not.toContain("98765");
  });

  it("a plain file is YAML, or JSON by its name", () => {
    expect(parseInput(YAML, "a: { b: 1.5 }\nc: yes\n")).toMatchObject({
      data: { data: { a: { b: 1.5 }, c: "yes" }, secret: [] },
    });
    expect(parseInput(JSON_FILE, '{\n\t"a": 1\n}')).toMatchObject({ data: { data: { a: 1 } } });
    expect(parseInput(JSON_FILE, "a: 1\n")).toMatchObject({
      faults: [{ code: "INPUT-SYNTAX", place: { line: 1, column: 1 } }],
    });
    expect(parseInput(YAML, "a: 1\na: 2\n")).toMatchObject({
      faults: [{ code: "INPUT-SYNTAX", place: { line: 2, column: 1 } }],
    });
  });

  it.each([
    ["an encrypted one", "a: ENC[x]\nsops:\n  mac: ENC[y]\n", "INPUT-ENCRYPTED"],
    ["a list", "- a\n", "INPUT-SHAPE"],
    ["a text", "hello\n", "INPUT-SHAPE"],
    ["outputs, whose sensitive ones would be shown", JSON.stringify({ a: OUTPUT }), "INPUT-SHAPE"],
  ])("a plain file is not %s", (_, text, code) => {
    expect(parseInput(YAML, text)).toMatchObject({ kind: "broken", faults: [{ code }] });
  });

  it("variables that are not set have no value and a reason", () => {
    expect(environmentData({ SET: "x", EMPTY: "", UNSET: undefined })).toEqual({
      kind: "data",
      data: {
        data: { SET: "x", EMPTY: "" },
        secret: "all",
        absent: {
          UNSET: { why: "the environment variable UNSET is not set", hint: "set UNSET, or give a default behind :-" },
        },
      },
    });
  });
});

it("whatever the text, there are data or faults with places in it", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    '"a"',
    ":",
    ",",
    "1",
    "\n",
    "---\n",
    "kind: Cluster\n",
    "a: ",
    " ",
    "\t",
    "null",
    "\\",
    "é",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(TERRAFORM, KOPS, SOPS, YAML, JSON_FILE), (written, source) => {
      const read = parseInput(source as typeof TERRAFORM, written);
      const lines = written.split("\n").length;
      const faults = read.kind === "broken" ? read.faults : [];
      expect(read.kind === "data" || faults.length > 0).toBe(true);
      expect(faults.filter(({ place }) => place !== undefined && (place.line < 1 || place.line > lines))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
