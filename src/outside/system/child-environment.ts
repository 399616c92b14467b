/*
 * What a child program gets of our environment: what it needs to find programs, talk through a proxy, trust
 * certificates and log in to a cloud, and nothing else. Variables that would change what Helm does (HELM_*,
 * KUBE*) and secrets that are no login are left out. ADDONS_PASS_ENV names more, for credential plugins of your own.
 */

const NAMES: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "LANG",
  "TZ",
  "TMPDIR",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "USE_GKE_GCLOUD_AUTH_PLUGIN",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
]);

/** Logins of clouds, for the credential plugins that a kubeconfig may name. */
const PREFIXES = ["LC_", "AWS_", "AZURE_", "ARM_", "GOOGLE_", "CLOUDSDK_", "DIGITALOCEAN_", "OCI_CLI_", "AAD_"];

export function childEnvironment(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const named = new Set((env["ADDONS_PASS_ENV"] ?? "").split(",").map((name) => name.trim()));
  const child: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    const passes = NAMES.has(name) || named.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix));
    if (passes && value !== undefined) child[name] = value;
  }
  return child;
}
