/**
 * Writes the `replace` lines of tools/kubernetes/go.mod anew, after its version of k8s.io/kubernetes was changed:
 *   node scripts/update-kubernetes-replaces.ts
 * Kubernetes requires its own parts as `v0.0.0` and replaces them by folders of its repository; a module that depends on it
 * has to name the published versions itself: v1.X.Y of Kubernetes is v0.X.Y of its parts. Which parts there are changes with
 * every minor, so the list is read from Kubernetes' own go.mod. Parts with another version there are not of its repository.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "tools", "kubernetes");
const KUBERNETES = "k8s.io/kubernetes";

interface ModuleFile {
  readonly Require?: readonly { readonly Path: string; readonly Version: string }[];
  readonly Replace?: readonly { readonly Old: { readonly Path: string } }[];
}

const own = moduleFile(join(folder, "go.mod"));
const version = own.Require?.find(({ Path }) => Path === KUBERNETES)?.Version;
if (version === undefined) throw new Error(`tools/kubernetes/go.mod requires no ${KUBERNETES}`);

const { GoMod } = JSON.parse(go("mod", "download", "-json", `${KUBERNETES}@${version}`)) as { readonly GoMod: string };
const parts = (moduleFile(GoMod).Require ?? []).filter(({ Version }) => Version === "v0.0.0").map(({ Path }) => Path);
const partVersion = version.replace(/^v1\./, "v0.");

const dropped = (own.Replace ?? []).map(({ Old }) => `-dropreplace=${Old.Path}`);
go("mod", "edit", ...dropped, ...parts.map((part) => `-replace=${part}=${part}@${partVersion}`));
go("mod", "tidy");
console.log(`${parts.length} parts of Kubernetes ${version} at ${partVersion}`);

function moduleFile(path: string): ModuleFile {
  return JSON.parse(go("mod", "edit", "-json", path)) as ModuleFile;
}

function go(...args: readonly string[]): string {
  return execFileSync("go", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
