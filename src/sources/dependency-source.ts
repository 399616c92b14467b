import { posix } from "node:path";
import type { ChartSource, GitSource, LocalSource } from "./chart-source.ts";

/** Where a dependency of a chart comes from. */
export type DependencySource =
  | { readonly kind: "source"; readonly source: ChartSource }
  /** No repository: the chart has to lie in `charts/`. */
  | { readonly kind: "carried" }
  | { readonly kind: "outside"; readonly why: string; readonly hint: string }
  | { readonly kind: "unusable"; readonly why: string; readonly hint: string };

/** `parent` is the folder, of the project or in git, whose Chart.yaml lists the dependency. */
export function dependencySource(
  { name, repository }: { readonly name: string; readonly repository: string },
  parent: LocalSource | GitSource,
): DependencySource {
  const address = repository.trim();
  if (address === "") return { kind: "carried" };
  if (address.startsWith("file://")) return siblingSource(address.slice("file://".length), parent);
  if (address.startsWith("@") || address.startsWith("alias:")) {
    const why = `its repository ${JSON.stringify(address)} is a name that only Helm's repositories.yaml on one machine can resolve`;
    return { kind: "unusable", why, hint: "write the repository's address in its place: https://… or oci://…" };
  }
  return sourceAt(address, name);
}

function sourceAt(address: string, name: string): DependencySource {
  const url = URL.parse(address);
  if (url !== null && (url.username !== "" || url.password !== "")) {
    const hint =
      "take it out; logins are read from Helm's registry/config.json and Docker's config.json (docs/lock.md)";
    return { kind: "unusable", why: "its repository holds a user name or password", hint };
  }
  if (url?.protocol === "oci:") {
    const reference = `${address.slice("oci://".length).replace(/\/+$/, "")}/${name}`;
    return { kind: "source", source: { kind: "oci", reference, name } };
  }
  if (url?.protocol === "https:" || url?.protocol === "http:") {
    return { kind: "source", source: { kind: "http", repo: address, name } };
  }
  const hint =
    "https://…, oci://… and file://../FOLDER are understood; without a repository the chart has to lie in charts/";
  return { kind: "unusable", why: `its repository ${JSON.stringify(address)} is no address`, hint };
}

/** A folder beside the chart; it has to lie in the same project or git repository, or other machines would not have it. */
function siblingSource(path: string, parent: LocalSource | GitSource): DependencySource {
  const place = parent.kind === "local" ? "project" : "git repository";
  if (posix.isAbsolute(path)) {
    const hint = `name it by its way from the chart's folder: file://../FOLDER`;
    return { kind: "outside", why: `file://${path} is a path of one machine`, hint };
  }
  const joined = posix.normalize(posix.join(parent.path === "" ? "." : parent.path, path)).replace(/\/+$/, "");
  if (joined === ".." || joined.startsWith("../")) {
    const hint = `move the folder into the ${place}, or take the chart from a repository`;
    return { kind: "outside", why: `file://${path} leads out of the ${place}`, hint };
  }
  if (parent.kind === "local") return { kind: "source", source: { kind: "local", path: joined } };
  return { kind: "source", source: { ...parent, path: joined === "." ? "" : joined } };
}
