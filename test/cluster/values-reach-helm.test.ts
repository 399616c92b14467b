import fc from "fast-check";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHelm } from "../../src/outside/helm/create-helm.ts";
import { createProcesses } from "../../src/outside/process/run-processes.ts";
import { isJsonObject } from "../../src/support/json.ts";
import type { JsonObject, JsonValue } from "../../src/support/json.ts";
import { createRedactor } from "../../src/support/redact.ts";
import { readYamlSource } from "../../src/support/yaml-source.ts";
import { addon, addonsOf, environment } from "../manifest/project.ts";
import { makeChart } from "../outside/charts/make-chart.ts";
import { describeWithCluster, helmBinaries } from "./plane.ts";

/** What unquoted scalars mean, written down by hand: the core schema of YAML 1.2. `refused`: could be taken in two ways. */
const MEANINGS: Readonly<Record<string, JsonValue>> = {
  on: "on",
  off: "off",
  yes: "yes",
  No: "No",
  y: "y",
  n: "n",
  true: true,
  True: true,
  FALSE: false,
  "~": null,
  null: null,
  Null: null,
  "0644": "refused",
  "0o644": 420,
  "0x1F": 31,
  "0b101": "0b101",
  "1_000": "1_000",
  "12e3": 12000,
  "1e3": 1000,
  "1E+3": 1000,
  "1.10": 1.1,
  "1.": 1,
  ".5": 0.5,
  "-0": 0,
  "+1": 1,
  "1:30": "1:30",
  "190:20:30": "190:20:30",
  "22:22": "22:22",
  "2026-01-01": "2026-01-01",
  "2001-12-14t21:59:43.10-05:00": "2001-12-14t21:59:43.10-05:00",
  ".inf": "refused",
  "-.INF": "refused",
  ".nan": "refused",
  "1e400": "refused",
  Infinity: "Infinity",
  NaN: "NaN",
  "9007199254740991": 9007199254740991,
  "-9007199254740991": -9007199254740991,
  "9007199254740992": "refused",
  "123456789012345678901234567890": "refused",
  "1e21": 1e21,
  "1e-7": 1e-7,
  "500m": "500m",
  "1Gi": "1Gi",
  "5%": "5%",
  "<<": "<<",
  "=": "=",
  "10.0.0.0/8": "10.0.0.0/8",
  é: "é",
  "😀": "😀",
};

/** Texts that are told apart only by their quotes. */
const QUOTED: readonly string[] = [
  ...Object.keys(MEANINGS),
  ..."Y ON oN NULL __proto__ constructor 0 00 0o8 0x 0xg 1e 1__0 _1 +.5 --1 . .. - ? : , # & * ! | > % @ {} [] <<: a:b".split(
    " ",
  ),
  "",
  " ",
  " a ",
  "a: b",
  "a #b",
  "- a",
  "---",
  "...",
  "a\nb\n",
  "\ta",
  "'",
  '"',
  "\\",
  "{{ .Values }}",
  "\u0000\u0001\u001b\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffd\ufffe\uffff",
  "\u{1f468}\u200d\u{1f469}",
  "x".repeat(3000),
];

const KINDS: Readonly<Record<string, readonly string[]>> = {
  string: ["string"],
  number: ["float64", "int", "int64"],
  boolean: ["bool"],
  object: ["invalid", "map", "slice"],
};

describeWithCluster("values of an add-on", () => {
  describe.each(["helm4", "helm3"] as const)("%s", (name) => {
    it("gets every plain scalar as YAML 1.2 means it, and none that could be two things", async () => {
      const plain = Object.entries(MEANINGS);
      const taken = plain.filter(([text]) => readYamlSource(`k: ${text}\n`, "f").kind === "read");
      expect(plain.filter((one) => !taken.includes(one)).map(([, meaning]) => meaning)).toEqual(
        plain.filter(([, meaning]) => meaning === "refused").map(([, meaning]) => meaning),
      );
      const text = taken.map(([scalar], index) => `k${index}: ${scalar}\n`).join("");
      const seen = await throughHelm(name, text);
      expect(taken.map(([scalar], index) => [scalar, seen[`k${index}`]])).toEqual(taken);
    });

    it("gets every quoted text as it is, as a value and as a key", async () => {
      const text = QUOTED.map((one, index) => `k${index}: ${quoted(one)}\n`).join("");
      const named = QUOTED.filter((one) => one !== "" && one.length < 1000);
      const keys = named.map((one, index) => `  ${quoted(one)}: ${index}\n`);
      const single = QUOTED.filter((one) => /^[\x20-\x7e]*$/.test(one));
      const others = single.map((one, index) => `s${index}: '${one.replaceAll("'", "''")}'\n`).join("");
      const seen = await throughHelm(name, `${text}${others}keys:\n${keys.join("")}`);
      expect(QUOTED.map((_, index) => seen[`k${index}`])).toEqual(QUOTED);
      expect(single.map((_, index) => seen[`s${index}`])).toEqual(single);
      expect(seen["keys"]).toEqual(Object.fromEntries(named.map((one, index) => [one, index])));
    });

    it("gets generated data as it is", async () => {
      const data = fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }).filter(isKept);
      const samples = fc.sample(data, { numRuns: 300, seed: 7 });
      const text = samples.map((one, index) => `k${index}: ${quoted(one)}\n`).join("");
      const seen = await throughHelm(name, text);
      expect(samples.map((_, index) => seen[`k${index}`])).toEqual(samples.map(asHelmPrints));
    });
  });
});

/** Numbers that JSON loses are refused by the reader; a minus before zero is lost in Go, too. */
function isKept(value: unknown): boolean {
  return readYamlSource(`k: ${quoted(value)}\n`, "f").kind === "read";
}

function asHelmPrints(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** JSON, with what YAML wants escaped. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const TEMPLATE = `{{- $kinds := dict }}{{- range $key, $value := .Values }}{{- $_ := set $kinds $key (kindOf $value) }}{{- end }}
kind: Seen
apiVersion: v1
seen: {{ dict "values" .Values "kinds" $kinds | toJson | b64enc }}
`;

/** The values of an add-on as a template sees them: written in a values file, through the manifest, into the real Helm. */
async function throughHelm(name: "helm4" | "helm3", valuesFile: string): Promise<JsonObject> {
  const addons = await addonsOf({
    "environments/dev.yaml": environment(addon("x", ", valuesFiles: [values/x.yaml]")),
    "environments/values/x.yaml": valuesFile.replaceAll("${", "$${"),
  });
  const values = addons["x"]?.values ?? {};
  const folder = await mkdtemp(join(tmpdir(), "addons-reach-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "tmp"));
  const processes = createProcesses();
  const helm = createHelm({
    processes,
    binary: helmBinaries()[name],
    env: process.env,
    redactor: createRedactor(),
    temporaryRoot: join(folder, "tmp"),
    cacheFolder: join(folder, "cache"),
  });
  const chart = makeChart("x", "1.0.0", { files: { "templates/configmap.yaml": TEMPLATE } });
  const request = { release: "x", namespace: "x", chart, values, kubernetes: "1.37" } as const;
  const printed = await helm.template({ ...request, mode: "install", includeCrds: "skip-crds" });
  const seen = /^seen: (.*)$/m.exec(printed)?.[1] ?? "";
  const { values: reached, kinds } = JSON.parse(Buffer.from(seen, "base64").toString("utf8")) as {
    readonly values: JsonObject;
    readonly kinds: JsonObject;
  };
  for (const [key, value] of Object.entries(reached)) {
    expect(KINDS[typeof value], `${key} is a ${typeof value}`).toContain(kinds[key]);
  }
  expect(isJsonObject(reached)).toBe(true);
  return reached;
}
