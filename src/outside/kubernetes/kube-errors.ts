import { AddonsError } from "../../support/addons-error.ts";
import type { Redactor } from "../../support/redact.ts";
import { sanitize } from "../../support/sanitize.ts";

/*
 * Every failure of an API request as an AddonsError of kind "failed":
 *   KUBE-UNREACHABLE   no connection, or it broke (DNS, refused, reset, cut body)
 *   KUBE-TIMEOUT       connected or connecting, but no whole answer within the deadline
 *   KUBE-CERTIFICATE   the server's certificate is not trusted, or not for this host or time
 *   KUBE-UNAUTHORIZED  401   KUBE-FORBIDDEN 403   KUBE-CONFLICT 409   KUBE-EXPIRED 410   KUBE-INVALID 422 and 400
 *   KUBE-NOT-FOUND     404 of a write or of a kind that is not served   KUBE-THROTTLED 429 to the end
 *   KUBE-BROKEN-ANSWER not JSON, cut, or too large   KUBE-SERVER 5xx and all else
 */

/** What was asked, of whom: the part of a message that makes it useful. */
export interface Asked {
  readonly context: string;
  /** `host:port` */
  readonly host: string;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete` */
  readonly verb: string;
  /** `secrets in namespace x`, `the version` */
  readonly what: string;
}

export interface ApiStatus {
  readonly status: number;
  /** Text of the answer's `message`, or the beginning of the body. */
  readonly message: string;
}

type Text = (asked: Asked) => string;

interface Told {
  readonly code: string;
  readonly told: Text;
  readonly hint: Text;
}

/** The error for an answer that is not a success. */
export function statusError(asked: Asked, answer: ApiStatus, redactor: Redactor): AddonsError {
  const { code, told, hint } = STATUSES[answer.status] ?? serverError(answer.status);
  const said = oneLine(redactor.text(sanitize(answer.message)));
  return new AddonsError(code, `${told(asked)}${said === "" ? "." : `: ${said}`}`, {
    kind: "failed",
    hint: hint(asked),
  });
}

const place = (asked: Asked): string => `${asked.host} (context ${asked.context})`;

const invalid: Told = {
  code: "KUBE-INVALID",
  told: (asked) => `${place(asked)} refuses to ${asked.verb} ${asked.what} as invalid`,
  hint: () => "change the values or the chart so that the object is valid for this Kubernetes version",
};

const STATUSES: Readonly<Record<number, Told>> = {
  400: invalid,
  401: {
    code: "KUBE-UNAUTHORIZED",
    told: (asked) => `${place(asked)} does not accept the credentials of the kubeconfig`,
    hint: (asked) =>
      `log in again for context ${asked.context}; \`kubectl --context ${asked.context} auth whoami\` shows whether it worked`,
  },
  403: {
    code: "KUBE-FORBIDDEN",
    told: (asked) => `${place(asked)} does not allow to ${asked.verb} ${asked.what}`,
    hint: (asked) => `grant the verb "${asked.verb}" on ${asked.what} to this user, or use a context that has it`,
  },
  404: {
    code: "KUBE-NOT-FOUND",
    told: (asked) => `${place(asked)} has no ${asked.what}`,
    hint: () => "check that the kind is served (its CRD installed) and that the object exists",
  },
  409: {
    code: "KUBE-CONFLICT",
    told: (asked) => `Somebody else changed or owns ${asked.what} on ${place(asked)}`,
    hint: () => "run the command again: it starts from the newest state",
  },
  410: {
    code: "KUBE-EXPIRED",
    told: (asked) => `${place(asked)} no longer has the version of ${asked.what} that was asked for`,
    hint: () => "run the command again",
  },
  422: invalid,
  429: {
    code: "KUBE-THROTTLED",
    told: (asked) => `${place(asked)} keeps answering "too many requests" to ${asked.verb} ${asked.what}`,
    hint: () => "wait for the API server to calm down, then run the command again",
  },
};

function serverError(status: number): Told {
  return {
    code: "KUBE-SERVER",
    told: (asked) => `${place(asked)} answered ${status} to ${asked.verb} ${asked.what}`,
    hint: () => "look at the health of the API server and its webhooks, then run the command again",
  };
}

/** The error for a request that got no whole answer. */
export function transportError(asked: Asked, cause: unknown): AddonsError {
  if (cause instanceof AddonsError) return cause;
  const code = codeOf(cause);
  const words = oneLine(sanitize(cause instanceof Error ? cause.message : String(cause)));
  if (CERTIFICATE_CODE.test(code)) return certificateError(asked, words);
  return new AddonsError("KUBE-UNREACHABLE", `Cannot reach ${place(asked)}: ${explained(code, words)}.`, {
    kind: "failed",
    hint: `check that the cluster runs and that the server address of context ${asked.context} is right (VPN, proxy, DNS)`,
    cause,
  });
}

export function timeoutError(
  asked: Asked,
  waited: { readonly ms: number; readonly stage: "connect" | "answer" },
): AddonsError {
  const seconds = Math.round(waited.ms / 100) / 10;
  const what =
    waited.stage === "connect"
      ? "did not accept a connection"
      : `did not finish its answer to ${asked.verb} ${asked.what}`;
  return new AddonsError("KUBE-TIMEOUT", `${place(asked)} ${what} within ${seconds} s.`, {
    kind: "failed",
    hint: `check the network and the health of the API server: kubectl --context ${asked.context} get --raw /readyz`,
  });
}

export function brokenAnswerError(asked: Asked, why: string): AddonsError {
  return new AddonsError(
    "KUBE-BROKEN-ANSWER",
    `The answer of ${place(asked)} to ${asked.verb} ${asked.what} cannot be used: ${why}.`,
    {
      kind: "failed",
      hint: `check that the server address of context ${asked.context} is a Kubernetes API server and not a proxy or a login page`,
    },
  );
}

const CERTIFICATE_CODE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|^ERR_SSL|^ERR_TLS/;

function certificateError(asked: Asked, words: string): AddonsError {
  // Node's advice about its own flags is of no use here.
  const why = words.replace(/; if the root CA is installed locally, .*$/, "");
  return new AddonsError("KUBE-CERTIFICATE", `The certificate of ${place(asked)} is not accepted: ${why}.`, {
    kind: "failed",
    hint: `check certificate-authority(-data) and tls-server-name of context ${asked.context} in the kubeconfig, and this computer's clock`,
  });
}

export function codeOf(cause: unknown): string {
  if (typeof cause !== "object" || cause === null) return "";
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0]);
  return "code" in cause && typeof cause.code === "string" ? cause.code : "";
}

function explained(code: string, words: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return "nothing listens there (connection refused)";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its name cannot be resolved";
    case "ECONNRESET":
    case "EPIPE":
      return "the connection was cut";
    default:
      return words === "" ? code : words;
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}

const MAX_MESSAGE = 600;
