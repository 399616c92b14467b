/** A canary in the values of an add-on reaches the cluster and nothing else: no output, error, plan, log, argument, or file that stays. */
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Said } from "../cases/run-addons.ts";
import { openCliProject, type CliProject } from "./cli-project.ts";
import { describeWithCluster, helmBinaries, startPlane, type TestPlane } from "./plane.ts";

const CANARY = `canary-${randomBytes(8).toString("hex")}`;
/** With what JSON, YAML, Go and a shell each write in their own way. */
const AWKWARD = `${CANARY} <&>"'\\ü\n$(id)`;
const LOOKS = ["", "-o json --log-format json --verbose"];

describeWithCluster("secrets", () => {
  let plane: TestPlane;
  let project: CliProject;
  let helm: string;
  const said: string[] = [];
  beforeAll(async () => {
    plane = await startPlane();
    project = await openCliProject(plane);
    for (const [file, text] of Object.entries(CHART)) project.write(`charts/leaky/${file}`, text);
    const root = project.root;
    project.write("canary", `${CANARY}\n`);
    // What every program on this computer was started with, and the modes of the files helm is given.
    helm = project.program(
      "watching-helm",
      `cat /proc/[0-9]*/cmdline 2>/dev/null | grep -acF -f ${root}/canary >> ${root}/arguments-with-canary
[ -e values.yaml ] && { stat -c '%a %n' . values.yaml chart.tgz >> ${root}/modes; grep -cF -f ${root}/canary values.yaml >> ${root}/values-with-canary; }
exec ${helmBinaries().helm4} "$@"\n`,
    );
  }, 90_000);
  afterAll(async () => {
    await plane?.stop();
    project?.remove();
  });

  /** Every look of one command; the worst that they said is kept for the end. */
  async function addons(args: string, looks: readonly string[] = LOOKS): Promise<readonly Said[]> {
    const all: Said[] = [];
    for (const look of looks) {
      const one = await project.addons(`${args} ${look}`.trim(), { ADDONS_HELM: helm });
      said.push(one.stdout, one.stderr);
      all.push(one);
    }
    expect(all.map(({ stdout, stderr }) => stdout + stderr).filter((text) => text.includes(CANARY))).toEqual([]);
    return all;
  }

  function declare(values: object): void {
    const whole = { password: AWKWARD, env: [{ name: "DB_PASSWORD", value: AWKWARD }], ...values };
    const addon = { chart: "../charts/leaky", namespace: "secrets", values: whole };
    project.environment("dev", `  app: ${JSON.stringify(addon)}\n`);
  }

  function codes(runs: readonly Said[]): readonly number[] {
    return [...new Set(runs.map(({ code }) => code))];
  }

  test("while all goes well", async () => {
    declare({});
    expect(codes(await addons("validate", ["", "-o json"]))).toEqual([0]);
    expect(codes(await addons("lock", ["-o json", ""]))).toEqual([0]);
    expect(codes(await addons("plan"))).toEqual([2]);
    expect(codes(await addons("render", [""]))).toEqual([0]);
    expect(codes(await addons("sync", ["--verbose"]))).toEqual([0]);
    const live = await plane.kubectl.get("/api/v1/namespaces/secrets/secrets/app");
    expect(Buffer.from(live.data.password, "base64").toString()).toBe(AWKWARD);
    expect(codes(await addons("status"))).toEqual([0]);
    expect(codes(await addons("drift"))).toEqual([0]);
  });

  test("when the Secret was changed by hand", async () => {
    const byHand = `${CANARY}-by-hand`;
    await plane.kubectl.send("PATCH", "/api/v1/namespaces/secrets/secrets/app?fieldManager=kubectl-edit", {
      contentType: "application/merge-patch+json",
      content: { stringData: { password: byHand, added: byHand } },
    });
    expect(codes(await addons("drift"))).toEqual([2]);
    expect(codes(await addons("plan --repair"))).toEqual([2]);
    expect(codes(await addons("sync --repair", ["-o json"]))).toEqual([0]);
  });

  test("when the secret itself is changed", async () => {
    declare({ password: `${CANARY}-new`, seen: "yes" });
    const [plan] = await addons("plan");
    expect(plan).toMatchObject({ code: 2, stdout: expect.stringContaining("+   password: (hidden, new)") as string });
    expect(codes(await addons("sync", ["--log-format json"]))).toEqual([0]);
  });

  test.each<[string, object, RegExp]>([
    ["the chart fails with it", { fail: true }, /execution error at/],
    ["the API server quotes it", { serviceType: { secret: `${CANARY}-type` } }, /Unsupported value|is invalid/],
  ])("when %s", async (_, values, words) => {
    declare(values);
    const runs = await addons("sync", LOOKS);
    expect(codes(runs)).toEqual([1]);
    expect(runs[0]?.stdout).toMatch(words);
    expect(runs[0]?.stdout).toContain("(hidden)");
    await addons("plan");
  });

  test("when the chart's schema refuses it", async () => {
    declare({ onlyDigits: { token: AWKWARD } });
    const runs = await addons("sync", LOOKS);
    expect(codes(runs)).toEqual([1]);
    expect(runs[0]?.stdout).toContain("onlyDigits.token must match ^[0-9]+$, but is another string");
    await addons("plan");
  });

  test("and afterwards nothing holds it but what the user wrote", () => {
    expect(said.join("").length).toBeGreaterThan(5000);
    expect(new Set(lines("arguments-with-canary"))).toEqual(new Set(["0"]));
    expect(lines("values-with-canary")).toContain("2");
    expect(new Set(lines("modes"))).toEqual(new Set(["700 .", "600 values.yaml", "600 chart.tgz"]));
    expect(readdirSync(project.temporary)).toEqual([]);
    expect(filesWith(CANARY)).toEqual(["canary", "environments/dev.yaml"]);
  });

  function lines(file: string): readonly string[] {
    return readFileSync(join(project.root, file), "utf8").trim().split("\n");
  }

  function filesWith(text: string): readonly string[] {
    const files = readdirSync(project.root, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const paths = files.map((file) => join(file.parentPath, file.name));
    return paths
      .filter((path) => readFileSync(path).includes(text))
      .map((path) => path.slice(project.root.length + 1))
      .sort();
  }
});

const CHART = {
  "Chart.yaml": "apiVersion: v2\nname: leaky\nversion: 1.0.0\n",
  "values.yaml":
    "password: none\nenv: []\nfail: false\nonlyDigits: { token: '1' }\nserviceType: { secret: ClusterIP }\nseen: no\n",
  "values.schema.json": JSON.stringify({
    $schema: "http://json-schema.org/draft-07/schema#",
    properties: { onlyDigits: { properties: { token: { type: "string", pattern: "^[0-9]+$" } } } },
  }),
  "templates/all.yaml": `{{- if .Values.fail }}{{ fail .Values.password }}{{ end }}
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }}, annotations: { seen: {{ .Values.seen | quote }} } }
stringData: { password: {{ .Values.password | quote }} }
---
apiVersion: v1
kind: Service
metadata: { name: {{ .Release.Name }} }
spec: { type: {{ .Values.serviceType.secret | quote }}, ports: [{ port: 80 }] }
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-hook
  annotations: { helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: before-hook-creation }
spec:
  template:
    metadata: { annotations: { playground.addons/complete-after: 0s } }
    spec:
      restartPolicy: Never
      containers: [{ name: hook, image: "example.invalid/hook:1", env: {{ toJson .Values.env }} }]
`,
};
