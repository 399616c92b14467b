import type { GitSource } from "./chart-source.ts";
import { GIT_FORM, readGitRepository, wrong, type AddressMistake, type AddressPart } from "./git-repository.ts";

export type GitAddressRead =
  | { readonly kind: "read"; readonly source: GitSource }
  | ({ readonly kind: "wrong" } & AddressMistake);

/** `git+URL//folder?ref=REF`, strictly: everything that git could take for something else is refused. */
export function readGitAddress(text: string): GitAddressRead {
  const mistake = mistakeOf(text);
  if (mistake !== undefined) return { kind: "wrong", ...mistake };
  const [address = "", query] = text.slice("git+".length).split("?");
  const cut = folderStart(address);
  const repo = readGitRepository(cut === -1 ? address : address.slice(0, cut));
  const folder = readFolder(cut === -1 ? "" : address.slice(cut + "//".length));
  const ref = query === undefined ? undefined : readQuery(query);
  if (repo.kind === "wrong") return repo;
  if (folder.kind === "wrong") return folder;
  if (ref?.kind === "wrong") return ref;
  const source = { kind: "git", repo: repo.value, path: folder.value } as const;
  return { kind: "read", source: ref === undefined ? source : { ...source, ref: ref.value } };
}

/** What no part of an address may have. */
function mistakeOf(text: string): AddressMistake | undefined {
  const scp = scpAddress(text);
  if (scp !== undefined) return { message: "this is ssh's short form of an address", hint: `write ${scp}` };
  const hint = `write ${GIT_FORM}`;
  if (text.split("?").length > 2) return { message: "the address has two question marks", hint };
  const isOdd = /[#\\\s]/.test(text) || hasControls(text);
  return isOdd ? { message: "the address has a #, a backslash, a space or a control character", hint } : undefined;
}

/** Whether an address without `git+` is one of a git repository all the same; then its right spelling. */
export function meantGit(chart: string): AddressMistake | undefined {
  if (chart.startsWith("git+")) return undefined;
  const scp = scpAddress(chart);
  if (scp !== undefined) return { message: "this is ssh's short form of an address", hint: `write ${scp}` };
  if (/^(https|ssh|file):\/\/.*\.git(\/\/|\?|$)/.test(chart) || chart.startsWith("ssh://"))
    return { message: "this is the address of a git repository", hint: `write git+${withoutLogin(chart)}` };
  if (chart.startsWith("git://"))
    return { message: "git:// is neither encrypted nor authenticated", hint: `write ${GIT_FORM}` };
  return undefined;
}

/** What is wrong with a ref; the rules are those of `git check-ref-format`, and it never looks like an option. */
export function refMistake(ref: string): string | undefined {
  if (ref === "") return "is empty";
  if (ref.startsWith("-")) return "begins with a dash";
  const parts = ref.split("/");
  const isOdd =
    /\.\.|@\{|[ ~^:?*[\\]/.test(ref) ||
    hasControls(ref) ||
    ref === "@" ||
    ref.endsWith(".") ||
    parts.some((part) => part === "" || part.startsWith(".") || part.endsWith(".lock"));
  return isOdd || ref.length > 255 ? "is no name of a branch or a tag" : undefined;
}

/** The first double slash after the host; -1 without. */
export function folderStart(address: string): number {
  const scheme = address.indexOf("://");
  return address.indexOf("//", scheme === -1 ? 0 : scheme + "://".length + 1);
}

function readFolder(text: string): AddressPart {
  const trimmed = text.replace(/\/$/, "");
  if (trimmed === "") return { kind: "read", value: "" };
  const folder = decoded(trimmed);
  const isInside = folder?.split("/").every((step) => step !== "" && step !== "." && step !== ".." && step !== ".git");
  if (folder === undefined || isInside !== true || folder.includes("\\") || hasControls(folder))
    return wrong(
      `${JSON.stringify(text)} is no folder inside the repository`,
      "write its path from the top of the repository behind one double slash, without . and ..",
    );
  return { kind: "read", value: folder };
}

function readQuery(query: string): AddressPart {
  const pairs = query.split("&").map((pair) => pair.split("=", 2));
  const unknown = pairs.find(([key]) => key !== "ref");
  if (unknown !== undefined)
    return wrong(
      `the address has the unknown part ${JSON.stringify(unknown[0])}`,
      "only ?ref=<branch, tag or commit> is known",
    );
  if (pairs.length > 1) return wrong("the address has two refs", "write one ?ref=<branch, tag or commit>");
  const ref = decoded(pairs[0]?.[1] ?? "");
  const mistake = ref === undefined ? "is not spelled right" : refMistake(ref);
  if (ref === undefined || mistake !== undefined)
    return wrong(
      `the ref ${JSON.stringify(ref ?? "")} ${mistake ?? ""}`,
      "write ?ref=<branch, tag or commit>, or leave it out for the default branch",
    );
  return { kind: "read", value: ref };
}

/** `git@host:org/repo//folder` as an address; undefined when it is none. */
function scpAddress(text: string): string | undefined {
  const [, user, host, path] =
    /^(?:git\+)?(?:ssh:\/\/)?([\w.-]+)@([\w.-]+):(?!\d+(?:\/|$))(?!\/\/)\/?(.+)$/.exec(text) ?? [];
  return user === undefined ? undefined : `git+ssh://${user}@${host}/${path}`;
}

function withoutLogin(address: string): string {
  return address.startsWith("ssh://") ? address.replace(/:[^/@]*@/, "@") : address.replace(/:\/\/[^/]*@/, "://");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what this finds
  return /[\u0000-\u001f\u007f]/.test(text);
}
