import type { KubernetesObject } from "../outside/kubernetes/kubernetes.ts";
import { fieldText } from "./field-path.ts";
import type { Finding, FindingCode, ObjectIdentity } from "./finding.ts";
import { forecast, type ForecastContext, forecastExpected, KEEPS } from "./forecast.ts";
import { hidesValues, type KnownSecrets, maskValue } from "./hide-values.ts";
import { type FindingPlace, makeFinding } from "./make-finding.ts";
import { type ObjectDifference, objectDifferences } from "./object-differences.ts";
import { type DriftRule, ruleFor } from "./rules.ts";
import { isBuiltIn } from "./server-defaults.ts";

/** All that decides what is said about the objects of one release. */
export interface ReleaseCheck {
  readonly place: FindingPlace;
  readonly rules: readonly DriftRule[];
  /** ISO date for rules that expire. */
  readonly today?: string;
  readonly forecast: Omit<ForecastContext, "builtIn">;
  readonly secrets: KnownSecrets;
}

/** Findings about an object that is there. `expected`: normalised, with what Helm adds when it applies. */
export function objectFindings(
  expected: KubernetesObject,
  live: KubernetesObject,
  check: ReleaseCheck,
): readonly Finding[] {
  const object = identify(expected);
  if (live.metadata["deletionTimestamp"] !== undefined) return [terminating(object, live, check)];
  return objectDifferences(expected, live).flatMap((difference) => differenceFinding(object, difference, check));
}

export function missingFinding(expected: KubernetesObject, check: ReleaseCheck): Finding {
  const object = identify(expected);
  // A finished Job with a time to live removes itself.
  const expires = object.kind === "Job" && typeof ttlOf(expected) === "number";
  return makeFinding(check.place, {
    code: "OBJ001",
    severity: expires ? "info" : "drift",
    object,
    message: expires ? "is gone: a finished job of this kind removes itself" : "was deleted",
    owners: [],
    forecast: expires ? KEEPS : forecast("deleted", contextOf(object, check)),
  });
}

export function unservedFinding(expected: KubernetesObject, check: ReleaseCheck): Finding {
  const object = identify(expected);
  return makeFinding(check.place, {
    code: "OBJ010",
    severity: "drift",
    object,
    message: `the cluster no longer serves ${object.kind} of ${object.apiVersion}`,
    owners: [],
    forecast: forecast("cannot-be-undone", contextOf(object, check)),
  });
}

export function identify(object: KubernetesObject): ObjectIdentity {
  const namespace = object.metadata["namespace"];
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(typeof namespace === "string" && namespace !== "" && { namespace }),
    name: object.metadata.name,
  };
}

function terminating(object: ObjectIdentity, live: KubernetesObject, check: ReleaseCheck): Finding {
  const { deletionTimestamp, finalizers } = live.metadata;
  const waits = Array.isArray(finalizers) && finalizers.length > 0 ? `; it waits for ${finalizers.join(", ")}` : "";
  return makeFinding(check.place, {
    code: "OBJ009",
    severity: "drift",
    object,
    message: `is being deleted since ${typeof deletionTimestamp === "string" ? deletionTimestamp : "some time"}${waits}`,
    owners: [],
    forecast: { ...KEEPS, repair: "refuses" },
  });
}

function differenceFinding(
  object: ObjectIdentity,
  difference: ObjectDifference,
  check: ReleaseCheck,
): readonly Finding[] {
  const { rule, expired } = ruleFor(check.rules, { object, ...difference }, check.today);
  if (rule?.action === "ignore") return [];
  const hidden = hidesValues(object, difference) || rule?.hideValue === "always";
  const values = hidden ? {} : shownValues(difference, check.secrets);
  const field = fieldText(difference.elements);
  const note = rule === undefined ? expiredNote(expired) : ` (${rule.reason})`;
  return [
    makeFinding(check.place, {
      code: rule?.code ?? difference.code,
      severity: rule === undefined ? difference.severity : "info",
      object,
      path: difference.pointer,
      field,
      message: `${sentence(field, difference)}${note}`,
      ...values,
      owners: difference.owners,
      forecast: (rule === undefined ? forecast : forecastExpected)(difference.change, contextOf(object, check)),
    }),
  ];
}

type Values = Pick<ObjectDifference, "expected" | "actual">;

function shownValues({ expected, actual }: Values, secrets: KnownSecrets): Values {
  return {
    ...(expected !== undefined && { expected: maskValue(expected, secrets) }),
    ...(actual !== undefined && { actual: maskValue(actual, secrets) }),
  };
}

const SENTENCES: Partial<Readonly<Record<FindingCode, string>>> = {
  OBJ003: "was removed",
  OBJ004: "was added by hand",
  OBJ005: "was added by hand",
  OBJ006: "no longer says that this release owns the object",
  OBJ013: "was changed by admission or respelled by the API server",
  OBJ014: "was written by somebody else and has the right value",
};

function sentence(field: string, { code, actual }: ObjectDifference): string {
  if (code === "OBJ013" && actual === undefined) return `${field} is not kept by the API server`;
  return `${field} ${SENTENCES[code] ?? "differs"}`;
}

function expiredNote(expired: DriftRule | undefined): string {
  return expired === undefined ? "" : ` (the rule "${expired.reason}" expired on ${expired.expires ?? ""})`;
}

function contextOf(object: ObjectIdentity, check: ReleaseCheck): ForecastContext {
  // Helm merges definitions of kinds two ways, as it does custom resources.
  const builtIn = isBuiltIn(object.apiVersion) && object.kind !== "CustomResourceDefinition";
  return { ...check.forecast, builtIn };
}

function ttlOf(job: KubernetesObject): unknown {
  const spec = job["spec"];
  return typeof spec === "object" && spec !== null && "ttlSecondsAfterFinished" in spec
    ? spec["ttlSecondsAfterFinished"]
    : undefined;
}
