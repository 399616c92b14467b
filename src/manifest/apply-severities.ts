import type { Problem } from "../support/problem.ts";
import type { SeveritySettings } from "./severity-settings.ts";

/** The problem as an environment wants it; undefined when it is not to be told. */
export function applySeverity(problem: Problem, settings: SeveritySettings | undefined): Problem | undefined {
  const severity = settings?.get(problem.code);
  if (severity === "off") return undefined;
  return severity === undefined || severity === problem.severity ? problem : { ...problem, severity };
}

/** As all of these environments want it; as it is when they do not agree. For what was found in none of them alone. */
export function applySharedSeverity(problem: Problem, environments: Iterable<SeveritySettings>): Problem | undefined {
  const [first, ...others] = [...environments].map((settings) => settings.get(problem.code));
  if (first === undefined || others.some((other) => other !== first)) return problem;
  return applySeverity(problem, new Map([[problem.code, first]]));
}
