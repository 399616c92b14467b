import type { IgnoreRule } from "../manifest/environment.ts";
import type { FieldOwner, FindingCode, ObjectIdentity } from "./finding.ts";
import { pointerSegments } from "./field-path.ts";

/** When a difference is expected, and what is made of it then. */
export interface DriftRule {
  /** Globs. */
  readonly kinds: readonly string[];
  /** Glob over the object's name; absent means any. */
  readonly name?: string;
  /** JSON pointers; a segment `*` matches any one segment, a trailing `/*` everything below too. */
  readonly paths: readonly string[];
  /** Holds only when every writer (the release itself left out) is of these kinds, and there is one. */
  readonly owners?: readonly FieldOwner["kind"][];
  /** Holds only when every writer went through this subresource. */
  readonly subresource?: string;
  readonly action: "ignore" | "info";
  /** Code of the finding that is left; its own code when absent. */
  readonly code?: FindingCode;
  readonly hideValue?: "always";
  readonly reason: string;
  /** ISO date; the rule holds through that day. */
  readonly expires?: string;
}

/** A difference as the rules see it. */
export interface RuleSubject {
  readonly object: ObjectIdentity;
  readonly pointer: string;
  readonly owners: readonly FieldOwner[];
}

/** The manifest's `drift.ignore` as rules: shown as information with their reason, and left alone by repair. */
export function manifestRules(rules: readonly IgnoreRule[]): readonly DriftRule[] {
  return rules.map((rule) => ({
    kinds: [rule.kind],
    ...(rule.name !== undefined && { name: rule.name }),
    paths: rule.paths,
    action: "info" as const,
    code: "OBJ015" as const,
    reason: rule.reason,
    ...(rule.expires !== undefined && { expires: rule.expires }),
  }));
}

/** The first rule that speaks of the difference; `today` is an ISO date, without it no rule has expired. */
export function ruleFor(
  rules: readonly DriftRule[],
  difference: RuleSubject,
  today: string | undefined,
): { readonly rule?: DriftRule; readonly expired?: DriftRule } {
  const matching = rules.filter((rule) => matches(rule, difference));
  const rule = matching.find((one) => !hasExpired(one, today));
  const expired = matching.find((one) => hasExpired(one, today));
  if (rule !== undefined) return { rule };
  return expired === undefined ? {} : { expired };
}

export function matchesGlob(glob: string, text: string): boolean {
  const parts = glob.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

function matches(rule: DriftRule, difference: RuleSubject): boolean {
  if (!rule.kinds.some((kind) => matchesGlob(kind, difference.object.kind))) return false;
  if (rule.name !== undefined && !matchesGlob(rule.name, difference.object.name)) return false;
  if (!ownersMatch(rule, difference.owners)) return false;
  return rule.paths.some((path) => pathMatches(path, difference.pointer));
}

function ownersMatch(rule: DriftRule, owners: readonly FieldOwner[]): boolean {
  if (rule.owners === undefined && rule.subresource === undefined) return true;
  const others = owners.filter((owner) => owner.kind !== "helm");
  if (others.length === 0) return false;
  return others.every(
    (owner) =>
      (rule.owners === undefined || rule.owners.includes(owner.kind)) &&
      (rule.subresource === undefined || owner.subresource === rule.subresource),
  );
}

/** A rule also covers what lies below its path. */
function pathMatches(path: string, pointer: string): boolean {
  const pattern = pointerSegments(path.endsWith("/*") ? path.slice(0, -2) : path);
  const segments = pointerSegments(pointer);
  if (path.endsWith("/*") && segments.length <= pattern.length) return false;
  return pattern.length <= segments.length && pattern.every((one, index) => one === "*" || one === segments[index]);
}

function hasExpired(rule: DriftRule, today: string | undefined): boolean {
  return rule.expires !== undefined && today !== undefined && rule.expires < today;
}
