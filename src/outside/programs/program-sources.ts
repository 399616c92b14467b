import type { ProgramName } from "./programs.ts";

/** One folder of tools/: a Go module that pins programs, and how they are built from it. */
export interface ProgramSource {
  /** Name of the folder in tools/. */
  readonly tool: string;
  /** Go module whose version (in go.mod) is the version of the programs. */
  readonly module: string;
  readonly programs: readonly { readonly name: ProgramName; readonly package: string }[];
  /**
   * `-X` variables of the linker; without them charts see a wrong Kubernetes and clients warn of skew.
   * `versionOf` gives the version that go.mod requires of a module, `v1.2.3`.
   */
  stamps(versionOf: (module: string) => string): Readonly<Record<string, string>>;
  /** How a program is asked for its version. */
  readonly versionArgs: readonly string[];
}

/** In the order in which they are built: Kubernetes fills the caches that the others share. */
export const PROGRAM_SOURCES: readonly ProgramSource[] = [
  {
    tool: "kubernetes",
    module: "k8s.io/kubernetes",
    programs: [
      { name: "kube-apiserver", package: "k8s.io/kubernetes/cmd/kube-apiserver" },
      { name: "kube-controller-manager", package: "k8s.io/kubernetes/cmd/kube-controller-manager" },
      { name: "kube-scheduler", package: "k8s.io/kubernetes/cmd/kube-scheduler" },
    ],
    stamps: kubernetesStamps,
    versionArgs: ["--version"],
  },
  {
    tool: "etcd",
    module: "go.etcd.io/etcd/server/v3",
    programs: [{ name: "etcd", package: "go.etcd.io/etcd/server/v3" }],
    stamps: () => ({}),
    versionArgs: ["--version"],
  },
  {
    tool: "kwok",
    module: "sigs.k8s.io/kwok",
    programs: [{ name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok" }],
    stamps: (versionOf) => ({ "sigs.k8s.io/kwok/pkg/consts.Version": versionOf("sigs.k8s.io/kwok") }),
    versionArgs: ["--version"],
  },
  {
    tool: "helm4",
    module: "helm.sh/helm/v4",
    programs: [{ name: "helm4", package: "helm.sh/helm/v4/cmd/helm" }],
    stamps: (versionOf) => ({ "helm.sh/helm/v4/internal/version.version": versionOf("helm.sh/helm/v4") }),
    versionArgs: ["version", "--short"],
  },
  {
    tool: "helm3",
    module: "helm.sh/helm/v3",
    programs: [{ name: "helm3", package: "helm.sh/helm/v3/cmd/helm" }],
    stamps: helm3Stamps,
    versionArgs: ["version", "--short"],
  },
  {
    tool: "registry",
    module: "github.com/distribution/distribution/v3",
    programs: [{ name: "registry", package: "github.com/distribution/distribution/v3/cmd/registry" }],
    stamps: (versionOf) => ({
      "github.com/distribution/distribution/v3/version.version": versionOf("github.com/distribution/distribution/v3"),
    }),
    versionArgs: ["--version"],
  },
  {
    tool: "tofu",
    module: "github.com/opentofu/opentofu",
    programs: [{ name: "tofu", package: "github.com/opentofu/opentofu/cmd/tofu" }],
    stamps: () => ({ "github.com/opentofu/opentofu/version.dev": "no" }),
    versionArgs: ["version"],
  },
  {
    tool: "sops",
    module: "github.com/getsops/sops/v3",
    programs: [{ name: "sops", package: "github.com/getsops/sops/v3/cmd/sops" }],
    stamps: () => ({}),
    // Otherwise it asks for the newest release over the network.
    versionArgs: ["--version", "--disable-version-check"],
  },
  {
    tool: "cosign",
    module: "github.com/sigstore/cosign/v3",
    programs: [{ name: "cosign", package: "github.com/sigstore/cosign/v3/cmd/cosign" }],
    stamps: (versionOf) => ({
      "sigs.k8s.io/release-utils/version.gitVersion": versionOf("github.com/sigstore/cosign/v3"),
    }),
    versionArgs: ["version"],
  },
];

export function sourceOf(name: ProgramName): ProgramSource {
  const found = PROGRAM_SOURCES.find((source) => source.programs.some((program) => program.name === name));
  if (found === undefined) throw new Error(`No source of ${name}`);
  return found;
}

// A fixed date and a commit named by its tag: builds of equal inputs are equal.
const BUILD_DATE = "1970-01-01T00:00:00Z";

function kubernetesStamps(versionOf: (module: string) => string): Record<string, string> {
  const version = versionOf("k8s.io/kubernetes");
  const [major = "", minor = ""] = version.slice(1).split(".");
  const values = {
    gitVersion: version,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: "clean",
    gitCommit: version,
    buildDate: BUILD_DATE,
  };
  return Object.fromEntries(
    ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((path) =>
      Object.entries(values).map(([name, value]) => [`${path}.${name}`, value]),
    ),
  );
}

/** As Helm's own Makefile: it renders for the Kubernetes of its client-go (v0.37.0 is 1.37); unset, it would claim 1.20. */
function helm3Stamps(versionOf: (module: string) => string): Record<string, string> {
  const [major = "", minor = ""] = versionOf("k8s.io/client-go").slice(1).split(".");
  return {
    "helm.sh/helm/v3/internal/version.version": versionOf("helm.sh/helm/v3"),
    ...Object.fromEntries(
      ["helm.sh/helm/v3/pkg/chartutil", "helm.sh/helm/v3/pkg/lint/rules"].flatMap((path) => [
        [`${path}.k8sVersionMajor`, String(Number(major) + 1)],
        [`${path}.k8sVersionMinor`, minor],
      ]),
    ),
  };
}
