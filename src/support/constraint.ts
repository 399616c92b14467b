import { comparePrereleases, compareVersions, parseVersion, type Version } from "./parse-version.ts";

/**
 * Helm's constraint language, which is that of Masterminds/semver v3 and differs from npm's: `,` and space are AND, `!=`,
 * `=<`, `=>` and `~>` exist, `1.2` means `~1.2`, and a prerelease only ever matches when its AND group names one.
 */
export interface Constraint {
  matches(version: Version): boolean;
}

/** One comparison, `>=1.2`. */
interface Term {
  readonly operator: string;
  readonly version: Version;
  /** Some part is missing or an `x`. */
  readonly open: boolean;
  /** Minor is the first missing part, or patch is. */
  readonly minorOpen: boolean;
  readonly patchOpen: boolean;
}

const SPACE = "[\\t\\n\\f\\r ]";
const OPERATOR = "=||!=|>|<|>=|=>|<=|=<|~|~>|\\^";
const VERSION =
  "v?([0-9|x|X|\\*]+)(?:(\\.[0-9|x|X|\\*]+)(\\.[0-9|x|X|\\*]+)?)?" +
  "(-([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?(\\+([0-9A-Za-z\\-]+(\\.[0-9A-Za-z\\-]+)*))?";
const TERM = new RegExp(`^${SPACE}*(${OPERATOR})${SPACE}*(${VERSION})${SPACE}*$`);
const TERMS = new RegExp(`(${OPERATOR})${SPACE}*(${VERSION})`, "g");
const HYPHEN_RANGE = new RegExp(`${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`, "g");
/**
 * Terms, with a comma or space between two. All of it can be matched in one way only: with two ways per term, a short text of many
 * terms would keep this engine busy for minutes (Go's is linear whatever the pattern), and it may come from anybody's chart.
 */
const ONE_TERM = `(?:(?:${OPERATOR.replace("||", "|")})${SPACE}*)?(?:${VERSION})`;
const GROUP = new RegExp(`^${SPACE}*${ONE_TERM}(?:(?:${SPACE}*,${SPACE}*|${SPACE}+)${ONE_TERM})*${SPACE}*$`);
/** Longer text, and more groups, are improper there since v3.5. */
const MAX_LENGTH = 512;
const MAX_GROUPS = 32;

/** `undefined` for text that Helm calls an improper constraint. */
export function parseConstraint(text: string): Constraint | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const parts = rewriteHyphens(text).split("||");
  if (parts.length > MAX_GROUPS) return undefined;
  const groups: Term[][] = [];
  for (const group of parts) {
    if (!GROUP.test(group)) return undefined;
    const terms = (group.match(TERMS) ?? [group]).map(parseTerm);
    if (!terms.every((term) => term !== undefined)) return undefined;
    groups.push(terms);
  }
  return { matches: (version) => groups.some((group) => groupMatches(group, version)) };
}

/** `1.2 - 1.4` is `>= 1.2, <= 1.4`. */
function rewriteHyphens(text: string): string {
  let rewritten = text;
  for (const found of text.matchAll(HYPHEN_RANGE)) {
    rewritten = rewritten.replace(found[0], () => `>= ${found[1]}, <= ${found[11]} `);
  }
  return rewritten;
}

function parseTerm(text: string): Term | undefined {
  const found = TERM.exec(text);
  if (!found) return undefined;
  const [operator, whole, major, minor, patch, prerelease] = Array.from(found, (part) => part ?? "").slice(1);
  const firstOpen = [major, minor?.slice(1), patch?.slice(1)].findIndex(isOpen);
  const closed = [`0.0.0${prerelease}`, `${major}.0.0${prerelease}`, `${major}${minor}.0${prerelease}`][firstOpen];
  const version = parseVersion(closed ?? whole ?? "");
  if (!version) return undefined;
  return {
    operator: operator ?? "",
    version,
    open: firstOpen !== -1,
    minorOpen: firstOpen === 1,
    patchOpen: firstOpen === 2,
  };
}

function isOpen(part: string | undefined): boolean {
  return ["", "x", "X", "*"].includes(part ?? "");
}

function groupMatches(group: readonly Term[], version: Version): boolean {
  if (version.prerelease !== "" && !group.some((term) => term.version.prerelease !== "")) return false;
  return group.every((term) => OPERATORS[term.operator]?.(version, term) ?? false);
}

type Check = (version: Version, term: Term) => boolean;

const OPERATORS: Readonly<Record<string, Check>> = {
  "": equalOrTilde,
  "=": equalOrTilde,
  "!=": notEqual,
  ">": greater,
  "<": (version, term) => compareVersions(version, term.version) < 0,
  ">=": (version, term) => compareVersions(version, term.version) >= 0,
  "=>": (version, term) => compareVersions(version, term.version) >= 0,
  "<=": lessOrEqual,
  "=<": lessOrEqual,
  "~": tilde,
  "~>": tilde,
  "^": caret,
};

function equalOrTilde(version: Version, term: Term): boolean {
  return term.open ? tilde(version, term) : compareVersions(version, term.version) === 0;
}

/** `!=1.2.x` leaves all of 1.2 out, but for prereleases other than the one it names. */
function notEqual(version: Version, term: Term): boolean {
  if (!term.open) return compareVersions(version, term.version) !== 0;
  if (version.major !== term.version.major) return true;
  if (term.minorOpen) return false;
  if (version.minor !== term.version.minor) return true;
  if (term.patchOpen) return comparePrereleases(version.prerelease, term.version.prerelease) !== 0;
  return compareVersions(version, term.version) !== 0;
}

/** `>11` begins with 12, `>11.1` with 11.2. */
function greater(version: Version, term: Term): boolean {
  if (term.open && version.major !== term.version.major) return version.major > term.version.major;
  if (term.minorOpen) return false;
  if (term.patchOpen) return version.minor > term.version.minor;
  return compareVersions(version, term.version) > 0;
}

/** `<=11` ends before 12, `<=11.1` before 11.2. */
function lessOrEqual(version: Version, term: Term): boolean {
  if (!term.open) return compareVersions(version, term.version) <= 0;
  if (version.major !== term.version.major) return version.major < term.version.major;
  return term.minorOpen || version.minor <= term.version.minor;
}

/** `~1.2.3` stays in 1.2, `~1` in 1; `~0.0.0` and `*` accept everything. */
function tilde(version: Version, term: Term): boolean {
  const { major, minor, patch } = term.version;
  if (compareVersions(version, term.version) < 0) return false;
  if (major === 0n && minor === 0n && patch === 0n && !term.minorOpen && !term.patchOpen) return true;
  return version.major === major && (term.minorOpen || version.minor === minor);
}

/** Up to the next change of the first part that is not zero. */
function caret(version: Version, term: Term): boolean {
  const { major, minor, patch } = term.version;
  if (compareVersions(version, term.version) < 0) return false;
  if (major > 0n || term.minorOpen) return version.major === major;
  if (version.major > 0n) return false;
  if (minor > 0n || term.patchOpen) return version.minor === minor;
  return version.minor === 0n && version.patch === patch;
}
