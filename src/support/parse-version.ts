/** A version as Helm's library (Masterminds/semver v3) reads it: `v` prefix, missing parts and leading zeros are accepted. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without the dash; empty for a release. */
  readonly prerelease: string;
}

const PATTERN =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
const MAX_LENGTH = 256;
/** Numbers are unsigned with 64 bits there. */
const MAX_NUMBER = 2n ** 64n - 1n;

export function parseVersion(text: string): Version | undefined {
  const found = text.length > MAX_LENGTH ? null : PATTERN.exec(text);
  if (!found) return undefined;
  const [major, minor, patch] = [found[1], found[2], found[3]].map((part) => BigInt(part ?? 0));
  const prerelease = found[4] ?? "";
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  if ([major, minor, patch].some((part) => part > MAX_NUMBER)) return undefined;
  if (prerelease.split(".").some((part) => /^0[0-9]+$/.test(part))) return undefined;
  return { major, minor, patch, prerelease };
}

/** Negative, zero or positive; build metadata does not count. */
export function compareVersions(left: Version, right: Version): number {
  return (
    compare(left.major, right.major) ||
    compare(left.minor, right.minor) ||
    compare(left.patch, right.patch) ||
    comparePrereleases(left.prerelease, right.prerelease)
  );
}

/** A release is above its prereleases. */
export function comparePrereleases(left: string, right: string): number {
  if (left === right) return 0;
  if (left === "") return 1;
  if (right === "") return -1;
  const leftParts = left.split(".");
  const rightParts = right.split(".");
  for (let index = 0; index < Math.max(leftParts.length, rightParts.length); index++) {
    const order = compareParts(leftParts[index] ?? "", rightParts[index] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers are below words; what is missing is below everything. */
function compareParts(left: string, right: string): number {
  if (left === right) return 0;
  if (left === "") return -1;
  if (right === "") return 1;
  const leftNumber = toNumber(left);
  const rightNumber = toNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) return compare(leftNumber, rightNumber);
  if (leftNumber !== undefined) return -1;
  if (rightNumber !== undefined) return 1;
  return left < right ? -1 : 1;
}

function toNumber(part: string): bigint | undefined {
  const number = /^[0-9]+$/.test(part) ? BigInt(part) : undefined;
  return number !== undefined && number <= MAX_NUMBER ? number : undefined;
}

function compare(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
