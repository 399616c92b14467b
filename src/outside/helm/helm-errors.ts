import { AddonsError } from "../../support/addons-error.ts";
import { sanitize } from "../../support/sanitize.ts";
import type { Redactor } from "../../support/redact.ts";
import type { RunResult } from "../process/processes.ts";

/*
 * Failures of helm as AddonsError of kind "failed":
 *   HELM-TIMEOUT      beyond its own or our limit      HELM-INTERRUPTED  by us, on request
 *   HELM-CRASHED      by a signal or a Go panic        HELM-HOOK         a hook failed or did not end
 *   HELM-CONFLICT     a field belongs to somebody else HELM-OWNERSHIP    an object belongs to another release
 *   HELM-BUSY         the release is pending           HELM-KIND         a kind is not served
 *   HELM-RENDER       the chart or its values          HELM-UNREACHABLE  no API server
 *   HELM-FAILED       anything else                 HELM-RUNAWAY     rendering took all memory or output
 */

/** What helm was asked to do. */
export interface HelmTask {
  readonly verb: "template" | "upgrade" | "uninstall";
  readonly release: string;
  readonly namespace: string;
  /** Our wall-clock limit. */
  readonly limitSeconds: number;
}

/** The error for a run that did not succeed. */
export function helmError(task: HelmTask, result: RunResult, redactor: Redactor): AddonsError {
  // Go prints where it stood when the memory was used up, which is nowhere in particular.
  const said = OUT_OF_MEMORY.test(result.stderr) ? "" : usefulLines(redactor.text(sanitize(result.stderr)));
  const { code, told, hint } = classify(task, result, said);
  const where = `helm ${task.verb} of ${task.release} in namespace ${task.namespace}`;
  return new AddonsError(code, `${where} ${told}${said === "" ? "." : `: ${said}`}`, { kind: "failed", hint });
}

interface Verdict {
  readonly code: string;
  readonly told: string;
  readonly hint: string;
}

function classify(task: HelmTask, result: RunResult, said: string): Verdict {
  if (result.ended === "timed-out") {
    return {
      code: "HELM-TIMEOUT",
      told: `was stopped: it did not end within ${task.limitSeconds} s`,
      hint:
        task.verb === "template"
          ? RUNAWAY_HINT
          : "raise the add-on's timeout, or look for what blocks the API server (webhooks, network); the next sync recovers the release",
    };
  }
  if (result.ended === "aborted")
    return { code: "HELM-INTERRUPTED", told: "was interrupted", hint: "the next sync recovers the release" };
  if (OUT_OF_MEMORY.test(result.stderr)) {
    return {
      code: "HELM-RUNAWAY",
      told: "was stopped: it wanted more memory than any chart needs",
      hint: RUNAWAY_HINT,
    };
  }
  if (result.signal !== undefined) {
    const hint = "it may have run out of memory, or somebody ended it; the next sync recovers the release";
    return { code: "HELM-CRASHED", told: `was ended by ${result.signal}`, hint };
  }
  const known = KNOWN.find((pattern) => pattern.match.test(said));
  if (known !== undefined) return { code: known.code, told: known.told, hint: known.hint };
  return {
    code: "HELM-FAILED",
    told: `failed (exit code ${result.exitCode ?? "unknown"})`,
    hint:
      task.verb === "template"
        ? "check the chart and its values in the manifest"
        : `see what Helm recorded: helm history -n ${task.namespace} ${task.release}`,
  };
}

const OUT_OF_MEMORY =
  /^(?:runtime: out of memory|fatal error: (?:runtime: )?(?:out of memory|cannot allocate memory))/m;
const RUNAWAY_HINT = "look for a template that repeats itself without end, or for a huge number in the values";

/** A manifest that was cut in the middle would lack objects. */
export function tooMuchOutput(task: HelmTask): AddonsError {
  const message = `helm ${task.verb} of ${task.release} in namespace ${task.namespace} printed more than any release can hold.`;
  return new AddonsError("HELM-RUNAWAY", message, { kind: "failed", hint: RUNAWAY_HINT });
}

/** First match decides. The texts are those of Helm 3.22 and 4.3, seen in runs of both. */
const KNOWN: readonly (Verdict & { readonly match: RegExp })[] = [
  {
    match: /^panic: |^fatal error: |goroutine \d+ \[/m,
    code: "HELM-CRASHED",
    told: "crashed",
    hint: "try another Helm version with ADDONS_HELM; the next sync recovers the release",
  },
  {
    match: /another operation \(install\/upgrade\/rollback\) is in progress/,
    code: "HELM-BUSY",
    told: "was refused: another operation on this release has not ended",
    hint: "wait for whoever runs Helm on it; when nobody does, run sync again: it recovers what is its own and names what is not",
  },
  {
    match: /Apply failed with \d+ conflicts?|conflict with "/,
    code: "HELM-CONFLICT",
    told: "was refused: somebody else owns fields that the chart sets",
    hint: "`addons drift` shows who changed what; `addons sync --repair` brings the declared state back first",
  },
  {
    match: /invalid ownership metadata|cannot be imported into the current release/,
    code: "HELM-OWNERSHIP",
    told: "was refused: an object exists that does not belong to this release",
    hint: "remove the object or the release that has it, or set `adopt: true` on the add-on to take it over",
  },
  {
    match: /no matches for kind|ensure CRDs are installed first/,
    code: "HELM-KIND",
    told: "failed: the cluster does not serve a kind of this chart",
    hint: "add the add-on that brings the CRD to `needs`",
  },
  {
    match: /cluster unreachable|connection refused|no such host|i\/o timeout|TLS handshake timeout/i,
    code: "HELM-UNREACHABLE",
    told: "could not reach the cluster",
    hint: "check that the cluster runs and that its context in the kubeconfig works",
  },
  {
    match: /hooks? failed|failed (?:pre|post)-(?:install|upgrade|delete|rollback)/,
    code: "HELM-HOOK",
    told: "failed in a hook",
    hint: "look at the hook's Job or Pod and its log; raise the add-on's timeout when it only needs longer",
  },
  {
    match: /timed out waiting|context deadline exceeded/,
    code: "HELM-TIMEOUT",
    told: "did not end within its timeout",
    hint: "look at what is not ready, or raise the add-on's timeout",
  },
  {
    match: /chart requires kubeVersion/,
    code: "HELM-RENDER",
    told: "failed: the chart does not accept this version of Kubernetes",
    hint: "correct `kubernetes:` of the cluster in the manifest when the cluster runs another one, or choose another version of the chart",
  },
  {
    match: /execution error at|template: |parse error|YAML parse|values don't meet the specifications of the schema/,
    code: "HELM-RENDER",
    told: "failed: the chart does not render with these values",
    hint: "correct the values in the manifest, or choose another version of the chart",
  },
];

const MAX_LINES = 12;
const MAX_LENGTH = 1500;

/**
 * The lines that say what went wrong: without Helm 4's log lines, which repeat the error, and without the whole
 * objects that some errors quote (they may hold secret data).
 */
function usefulLines(stderr: string): string {
  const lines = stderr
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "" && !/^(level=|time=|WARNING: |I\d{4} |W\d{4} |Use --debug flag )/.test(line));
  const errors = lines.findLastIndex((line) => line.startsWith("Error: "));
  const chosen = errors < 0 ? lines.slice(-MAX_LINES) : lines.slice(errors, errors + MAX_LINES);
  const text = chosen
    .join("\n")
    .replace(/^Error: (?:(?:INSTALLATION|UPGRADE|UNINSTALLATION) FAILED: )?/, "")
    .replaceAll(/"(?:[^"\\]|\\.){200,}"/g, '"…"')
    .trim();
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}
