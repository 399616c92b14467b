/** Inputs from the real OpenTofu and SOPS, through the command line into the real Helm: values arrive, and no output has a secret. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runAddons, type Said } from "../cases/run-addons.ts";
import { ageKey } from "./age-key.ts";
import { describeWithPrograms, programPath } from "./plane.ts";

const canary = (): string => `canary-${randomBytes(8).toString("hex")}`;
const SECRETS = {
  tofu: canary(),
  sops: canary(),
  env: canary(),
  pin: String(10_000_000 + randomBytes(3).readUIntBE(0, 3)),
};
const LOOKS = ["", "-o json --log-format json --verbose"];

const MAIN = `output "role_arn" { value = "arn:aws:iam::111122223333:role/dns" }
output "subnet_ids" { value = ["subnet-a", "subnet-b"] }
output "replicas" { value = 3 }
output "labels" { value = { "team/name" = "platform", on = true } }
output "db" {
  value     = { host = "db.internal", password = ${JSON.stringify(SECRETS.tofu)}, pin = ${SECRETS.pin} }
  sensitive = true
}
`;
const PLAIN = { admin: { user: "admin", password: SECRETS.sops, port: 5432, tls: true }, list: [SECRETS.sops, "x"] };

describeWithPrograms("inputs", ["tofu", "sops", "helm4"], () => {
  const key = ageKey();
  const other = ageKey();
  const heard: string[] = [];
  let root = "";
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "addons-inputs-"));
    for (const [file, text] of Object.entries(CHART)) write(`charts/web/${file}`, text);
    write("infra/main.tf", MAIN);
    tofu("init", "-no-color");
    tofu("apply", "-auto-approve", "-no-color");
    write("key.txt", `${key.identity}\n`);
    write("other.txt", `${other.identity}\n`);
    write("plain.json", JSON.stringify(PLAIN));
    encrypt("plain.json", "secrets/eu.json");
    write("plain.yaml", `admin:\n  password: ${SECRETS.sops}\n`);
    encrypt("plain.yaml", "secrets/eu.yaml");
    rmSync(join(root, "plain.json"));
    rmSync(join(root, "plain.yaml"));
    write(
      "helm",
      `#!/bin/sh\n[ -e values.yaml ] && cp values.yaml ${root}/values-of-helm\nexec ${programPath("helm4")} "$@"\n`,
    );
    write("counted-tofu", `#!/bin/sh\necho run >> ${root}/runs\nexec ${programPath("tofu")} "$@"\n`);
    for (const name of ["helm", "counted-tofu"]) chmodSync(join(root, name), 0o755);
  }, 60_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  function tofu(...args: readonly string[]): string {
    const env = { PATH: process.env["PATH"] ?? "", HOME: root };
    return execFileSync(programPath("tofu"), args, { cwd: join(root, "infra"), env, encoding: "utf8", stdio: "pipe" });
  }

  function encrypt(from: string, to: string): void {
    const env = { HOME: root, SOPS_AGE_RECIPIENTS: key.recipient };
    write(to, execFileSync(programPath("sops"), ["encrypt", join(root, from)], { env, encoding: "utf8" }));
  }

  function declare(inputs: string, values: string): void {
    const clusters = 'clusters:\n  eu: { playground: true, kubernetes: "1.37" }\n';
    const addons = `addons:\n  web:\n    chart: ../charts/web\n    namespace: web\n    values:\n${values}`;
    write("environments/prod.yaml", `apiVersion: addons/v1\nkind: Environment\n${clusters}inputs:\n${inputs}${addons}`);
    rmSync(join(root, "addons.lock.yaml"), { force: true });
    rmSync(join(root, "runs"), { force: true });
  }

  async function addons(args: string, env: Readonly<Record<string, string>> = {}): Promise<Said> {
    const programs = {
      ADDONS_TOFU: join(root, "counted-tofu"),
      ADDONS_SOPS: programPath("sops"),
      ADDONS_HELM: join(root, "helm"),
    };
    const own = {
      ...programs,
      SOPS_AGE_KEY_FILE: join(root, "key.txt"),
      GRAFANA_TOKEN: SECRETS.env,
      PATH: "/usr/bin:/bin",
      ...env,
    };
    const said = await runAddons(args.split(" "), { cwd: root, env: own });
    heard.push(said.stdout, said.stderr);
    return said;
  }

  function valuesOfHelm(): unknown {
    return JSON.parse(readFileSync(join(root, "values-of-helm"), "utf8"));
  }

  const TOFU = "  tf: { terraform: { run: ../infra, program: tofu }, require: [role_arn, db.password] }\n";
  const ALL = `${TOFU}  keys: { sops: '../secrets/\${cluster.name}.json' }\n  ci: { env: [GRAFANA_TOKEN, NOT_SET] }\n`;
  const VALUES = `      role: \${tf.role_arn}
      subnets: \${tf.subnet_ids}
      first: \${tf.subnet_ids.0}
      replicas: \${tf.replicas}
      labels: \${tf.labels}
      team: team \${tf.labels."team/name"}
      dsn: postgres://app:\${tf.db.password}@\${tf.db.host}/app
      db: \${tf.db}
      admin: \${keys.admin}
      literal: $\${tf.role_arn}
      ci: [ "\${ci.GRAFANA_TOKEN}", "\${ci.NOT_SET:-none}" ]
`;

  test("of every kind reach Helm as they are", async () => {
    declare(ALL, VALUES);
    expect(await addons("validate")).toMatchObject({ code: 0 });
    expect(await addons("lock")).toMatchObject({ code: 0 });
    const rendered = await addons("render --env prod");
    expect(rendered).toMatchObject({ code: 0, stderr: "" });
    expect(rendered.stdout).toContain("subnet-a");
    expect(valuesOfHelm()).toEqual({
      role: "arn:aws:iam::111122223333:role/dns",
      subnets: ["subnet-a", "subnet-b"],
      first: "subnet-a",
      replicas: 3,
      labels: { "team/name": "platform", on: true },
      team: "team platform",
      dsn: `postgres://app:${SECRETS.tofu}@db.internal/app`,
      db: { host: "db.internal", password: SECRETS.tofu, pin: Number(SECRETS.pin) },
      admin: PLAIN.admin,
      literal: "${tf.role_arn}",
      ci: [SECRETS.env, "none"],
    });
  });

  test("as a file mean the same as asked for", async () => {
    write("infra/outputs.json", tofu("output", "-json"));
    declare(ALL.replace("{ run: ../infra, program: tofu }", "../infra/outputs.json"), VALUES);
    await addons("lock");
    const before = valuesOfHelm();
    rmSync(join(root, "values-of-helm"));
    expect(await addons("render --env prod")).toMatchObject({ code: 0 });
    expect(valuesOfHelm()).toEqual(before);
    expect(existsSync(join(root, "runs"))).toBe(false);
  });

  test("show no secret, whoever looks", async () => {
    declare(ALL, VALUES);
    await addons("lock");
    for (const verb of ["validate", "values web", "values web --explain --all", "graph", "lock --check"]) {
      for (const look of LOOKS) expect((await addons(`${verb} ${look}`.trim())).code).toBe(0);
    }
    await addons("render --env prod --verbose");
    const json = await addons("values web -o json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      results: [{ values: { db: { password: "(hidden)", pin: "(hidden)" } } }],
    });
  });

  test("wrong references tell names and no values", async () => {
    declare(ALL, "      a: ${tf.db.passwort}\n      b: ${keys.admim}\n      c: ${ci.NOT_SET}\n      d: x${tf.db}\n");
    const { code, stdout } = await addons("validate");
    expect(code).toBe(64);
    expect(stdout).toContain("did you mean ${tf.db.password}?");
    expect(stdout).toContain("did you mean ${keys.admin}?");
    expect(stdout).toContain("the environment variable NOT_SET is not set");
    expect(stdout).toContain("${tf.db} is a map, which cannot be a part of a text");
  });

  test("are left alone where nothing needs them, or the run is told so", async () => {
    declare(ALL, VALUES);
    await addons("lock");
    await addons("lock --check");
    const skipped = await addons("validate --inputs skip");
    expect(skipped.code).toBe(0);
    expect(skipped.stdout).toMatch(
      /info INPUT-SKIPPED: the input tf was not read: 9 references to it were not checked/,
    );
    expect(skipped.stdout).toMatch(/the input keys was not read: 1 reference to it was not checked/);
    expect(existsSync(join(root, "runs"))).toBe(false);
    await addons("validate");
    expect(readFileSync(join(root, "runs"), "utf8")).toBe("run\n");
  });

  test("a missing required output is told before anything refers to it", async () => {
    declare("  tf: { terraform: { run: ../infra, program: tofu }, require: [role_arm] }\n", "      a: 1\n");
    expect((await addons("validate")).stdout).toContain(
      "environments/prod.yaml:6:64: error INPUT-REQUIRED: the input tf lacks a required name: role_arm is not in it (look into tofu output in infra: did you mean ${tf.role_arn}?",
    );
  });

  test("a folder that was not initialised is told by tofu itself, with what to do", async () => {
    write("remote/main.tf", 'terraform {\n  backend "http" { address = "http://127.0.0.1:9/x" }\n}\n');
    declare("  tf: { terraform: { run: ../remote, program: tofu } }\n", "      a: ${tf.a}\n");
    const { code, stdout } = await addons("validate");
    expect(code).toBe(64);
    expect(stdout).toMatch(
      /INPUT-UNREADABLE: the input tf cannot be read: tofu -chdir=remote output -json ended with exit code 1: Error: Backend/,
    );
    expect(stdout).toContain("initialise the folder first (init), then try it by hand");
  });

  test("the state that tofu keeps is no outputs", async () => {
    declare("  tf: { terraform: ../infra/terraform.tfstate }\n", "      a: ${tf.role_arn}\n");
    expect((await addons("validate")).stdout).toContain(
      "error INPUT-SHAPE: the input tf (infra/terraform.tfstate): this is a state file",
    );
  });

  test("a sops file that none of the keys opens is told so", async () => {
    declare("  keys: { sops: ../secrets/eu.yaml }\n", "      a: ${keys.admin.password}\n");
    const { code, stdout } = await addons("validate", {
      SOPS_AGE_KEY_FILE: join(root, "other.txt"),
      SOPS_AGE_KEY: other.identity,
    });
    expect(code).toBe(64);
    expect(stdout).toMatch(
      /environments\/prod.yaml:6:17: error INPUT-UNREADABLE: the input keys cannot be read: sops decrypt secrets\/eu.yaml ended with exit code \d+: /,
    );
    expect(stdout).toContain("none of your keys opens it: set SOPS_AGE_KEY_FILE");
    expect(stdout).not.toContain(other.identity);
  });

  test.each([
    [
      "changed by hand",
      (text: string) => text.replace(/password: ENC\[AES256_GCM,data:../, (start) => `${start.slice(0, -2)}AA`),
      "INPUT-UNREADABLE",
    ],
    ["not encrypted", () => "admin: { password: not-secret }\n", "name it with file: instead of sops:"],
  ])("a sops file that was %s is told so", async (_, change, expected) => {
    write("secrets/other.yaml", change(readFileSync(join(root, "secrets/eu.yaml"), "utf8")));
    declare("  keys: { sops: ../secrets/other.yaml }\n", "      a: ${keys.admin.password}\n");
    expect((await addons("validate")).stdout).toContain(expected);
  });

  test.each(["eu.yaml", "eu.json"])("a sops file named as a plain one is refused: %s", async (file) => {
    declare(`  keys: { file: ../secrets/${file} }\n`, "      a: ${keys.admin.password}\n");
    expect((await addons("validate")).stdout).toContain(
      "error INPUT-ENCRYPTED: the input keys: the file is encrypted by sops",
    );
  });

  test("nothing that was said, on stdout or stderr, has a secret", () => {
    const secrets = [...Object.values(SECRETS), key.identity, other.identity];
    const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "")]);
    expect(heard.length).toBeGreaterThan(40);
    expect(heard.filter((text) => forms.some((form) => text.includes(form)))).toEqual([]);
  });
});

const CHART: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "templates/web.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  all: {{ .Values | toJson | quote }}
  encoded: {{ .Values.dsn | default "" | b64enc }}
`,
};
