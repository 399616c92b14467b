/** The real programs behind the playground and the tests: named by the user, found, cached, or built from tools/NAME/go.mod. */
export type ProgramName =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kwok"
  | "helm4"
  | "helm3"
  | "registry"
  | "tofu"
  | "sops"
  | "cosign";

export interface Programs {
  /** Absolute path of a ready program; builds it when it must. Throws AddonsError PROGRAM-* with what is missing and what to do. */
  path(name: ProgramName, progress: (message: string) => void): Promise<string>;
  /** As `path` for several, so that progress can say how many builds are left. */
  paths<Name extends ProgramName>(
    names: readonly Name[],
    progress: (message: string) => void,
  ): Promise<Readonly<Record<Name, string>>>;
}
