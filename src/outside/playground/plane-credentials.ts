import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { issueAuthority, issueServer, newKey, privateKeyPem } from "./certificate.ts";
import { PLANE_FILES } from "./plane-state.ts";

/** The context name in every playground's kubeconfig. */
export const PLANE_CONTEXT = "playground";

/** Who talks to the API server. Components are masters: controllers' own roles would need a service account each. */
const USERS = {
  admin: "playground-admin",
  "kube-controller-manager": "system:kube-controller-manager",
  "kube-scheduler": "system:kube-scheduler",
  kwok: "system:kwok",
  supervisor: "system:playground",
} as const;
export type PlaneUser = keyof typeof USERS;

/** User names whose requests are not written to the audit log: it is for what people and tools do. */
export const UNAUDITED_USERS: readonly string[] = [
  ...Object.values(USERS).filter((user) => user !== USERS.admin),
  "system:apiserver",
];

export interface PlaneCredentials {
  /** PEM of the authority. */
  readonly authority: string;
  readonly tokens: Readonly<Record<PlaneUser, string>>;
  /** Paths. */
  readonly files: {
    readonly authority: string;
    readonly certificate: string;
    readonly key: string;
    readonly serviceAccountKey: string;
    readonly tokens: string;
  };
}

/** Makes keys, certificates and tokens for one plane and writes them, 0600, into its folder. */
export async function writeCredentials(folder: string): Promise<PlaneCredentials> {
  const authority = issueAuthority("playground-ca");
  const server = issueServer(authority, "kube-apiserver", {
    dns: [
      "localhost",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
    ],
    ips: ["127.0.0.1", "127.96.0.1"],
  });
  const tokens = Object.fromEntries(
    Object.keys(USERS).map((user) => [user, randomBytes(24).toString("hex")]),
  ) as Record<PlaneUser, string>;
  const pki = join(folder, "pki");
  await mkdir(pki, { mode: 0o700 });
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(pki, name), text, { mode: 0o600, flag: "wx" });
    return join(pki, name);
  };
  const [authorityFile, certificate, key, serviceAccountKey, tokenFile] = await Promise.all([
    write("ca.crt", authority.certificate),
    write("server.crt", server.certificate),
    write("server.key", privateKeyPem(server.key)),
    write("service-account.key", privateKeyPem(newKey())),
    write("tokens.csv", tokenLines(tokens)),
  ]);
  return {
    authority: authority.certificate,
    tokens,
    files: { authority: authorityFile, certificate, key, serviceAccountKey, tokens: tokenFile },
  };
}

/** Writes a kubeconfig for one user, 0600; returns its path. */
export async function writeKubeconfig(
  folder: string,
  credentials: PlaneCredentials,
  access: { readonly user: PlaneUser; readonly server: string },
): Promise<string> {
  const path = join(folder, access.user === "admin" ? PLANE_FILES.kubeconfig : `${access.user}.kubeconfig`);
  await writeFile(path, kubeconfigText(credentials, access), { mode: 0o600 });
  return path;
}

function tokenLines(tokens: PlaneCredentials["tokens"]): string {
  return Object.entries(USERS)
    .map(([user, name], index) => `${tokens[user as PlaneUser]},${name},u${index},"system:masters"\n`)
    .join("");
}

function kubeconfigText(
  credentials: PlaneCredentials,
  access: { readonly user: PlaneUser; readonly server: string },
): string {
  return `apiVersion: v1
kind: Config
current-context: ${PLANE_CONTEXT}
contexts:
  - name: ${PLANE_CONTEXT}
    context: { cluster: ${PLANE_CONTEXT}, user: ${access.user} }
clusters:
  - name: ${PLANE_CONTEXT}
    cluster:
      server: ${access.server}
      certificate-authority-data: ${Buffer.from(credentials.authority).toString("base64")}
users:
  - name: ${access.user}
    user: { token: "${credentials.tokens[access.user]}" }
`;
}
