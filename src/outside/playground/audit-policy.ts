import { UNAUDITED_USERS } from "./plane-credentials.ts";

/**
 * Who asked for what, without bodies. Written when a request comes in and again when it is answered: what a client did before
 * it got its answer is in the file by then, so requests can be counted exactly.
 */
export function auditPolicy(): string {
  return JSON.stringify({
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    rules: [{ level: "None", users: UNAUDITED_USERS }, { level: "Metadata" }],
  });
}
