/** What is wrong with the address of a chart in a git repository, and how it is written right. */
export interface AddressMistake {
  readonly message: string;
  readonly hint: string;
}

export type AddressPart =
  | { readonly kind: "read"; readonly value: string }
  | ({ readonly kind: "wrong" } & AddressMistake);

export const GIT_FORM = "git+https://host/org/repo//folder?ref=v1";

/** The part that git is given, in one spelling: https, ssh, file, and http on this computer; no password, no option. */
export function readGitRepository(text: string): AddressPart {
  const url = URL.parse(text);
  if (!url || !text.includes("://")) return wrong("the address of the repository cannot be read", `write ${GIT_FORM}`);
  const mistake = schemeMistake(url) ?? loginMistake(url) ?? placeMistake(url);
  if (mistake !== undefined) return { kind: "wrong", ...mistake };
  const user = url.username === "" ? "" : `${url.username}@`;
  return { kind: "read", value: `${url.protocol}//${user}${url.host}${pathOf(url)}` };
}

export function wrong(message: string, hint: string): { readonly kind: "wrong" } & AddressMistake {
  return { kind: "wrong", message, hint };
}

function schemeMistake({ protocol, hostname, host, pathname }: URL): AddressMistake | undefined {
  if (["https:", "ssh:", "file:"].includes(protocol)) return undefined;
  if (protocol === "http:") {
    if (isThisComputer(hostname)) return undefined;
    return { message: "plain http is not encrypted", hint: `write git+https://${host}${pathname}` };
  }
  const message = `charts cannot be fetched from git by ${protocol}//`;
  return { message, hint: `write ${GIT_FORM}, git+ssh://… or git+file://…` };
}

function loginMistake({ protocol, username, password, hostname }: URL): AddressMistake | undefined {
  if (hostname.startsWith("-") || username.startsWith("-"))
    return { message: "the host or the user begins with a dash", hint: `write ${GIT_FORM}` };
  if (password === "" && (username === "" || protocol === "ssh:")) return undefined;
  const login = protocol === "ssh:" ? "ssh takes the login from your keys and agent" : HTTPS_LOGIN;
  return { message: "the address holds credentials", hint: `take them out; ${login}` };
}

const HTTPS_LOGIN =
  "put a login for the host into Helm's registry/config.json or Docker's config.json (docs/charts-from-git.md)";

function placeMistake(url: URL): AddressMistake | undefined {
  const isFile = url.protocol === "file:";
  const hasHost = url.hostname !== "";
  if (hasHost !== isFile && pathOf(url) !== "") return undefined;
  const hint = `write ${GIT_FORM}${isFile ? " or git+file:///folder" : ""}`;
  return { message: "the address names no repository", hint };
}

function pathOf({ pathname }: URL): string {
  return pathname.replace(/\/+$/, "");
}

function isThisComputer(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
