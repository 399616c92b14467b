import { looksSecret } from "../../support/looks-secret.ts";
import { childEnvironment } from "../system/child-environment.ts";
import type { InputProgram } from "./input-programs.ts";

type Variables = Readonly<Record<string, string>>;

/**
 * What a program gets of our environment: what every child gets (child-environment.ts: PATH, HOME, proxies, logins of
 * clouds, ADDONS_PASS_ENV) and its own variables. Logs of Terraform are left out: they may hold anything.
 */
export function programEnvironment(
  program: InputProgram["name"],
  env: Readonly<Record<string, string | undefined>>,
): Variables {
  const own = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && OWN[program].test(entry[0]) && !entry[0].startsWith("TF_LOG"),
  );
  return { ...childEnvironment(env), ...Object.fromEntries(own), ...FIXED[program] };
}

/** By program: own settings, the stores it keeps its state or keys in, and their logins. */
const OWN: Readonly<Record<InputProgram["name"], RegExp>> = {
  terraform: /^(?:TF_|TERRAFORM_|VAULT_|CONSUL_|PG|KUBE_|HCP_)/,
  tofu: /^(?:TF_|TOFU_|VAULT_|CONSUL_|PG|KUBE_)/,
  kops: /^(?:KOPS_|S3_|OS_|HCLOUD_|SCW_|OSS_|ALIYUN_)/,
  sops: /^(?:SOPS_|VAULT_|GNUPGHOME$|GPG_)/,
};

/** Nobody answers questions, and no newer release is asked for. */
const FIXED: Readonly<Record<InputProgram["name"], Variables>> = {
  terraform: { TF_INPUT: "0", TF_IN_AUTOMATION: "1", CHECKPOINT_DISABLE: "1" },
  tofu: { TF_INPUT: "0", TF_IN_AUTOMATION: "1" },
  kops: {},
  sops: { SOPS_DISABLE_VERSION_CHECK: "1" },
};

/** Values of variables that no message may show. */
export function secretsOf(env: Variables): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => (looksSecret(name) || SECRET.test(name) ? [value] : []));
}

const SECRET = /_(?:KEY|PASS|PASSPHRASE|CREDENTIALS?|CONN_STR)$|^TF_VAR_|^TF_ENCRYPTION$|^PGPASSWORD$/;
