import type { JsonPatchOperation } from "../outside/kubernetes/kubernetes.ts";
import { READY } from "./marks.ts";
import type { RevisionSummary } from "./release-record.ts";

/**
 * Writes down that everything of this revision was seen ready. One label and nothing else is sent, so that no write of Helm's can be
 * lost; refused (KUBE-INVALID) when the Secret is another one of the same name, or Helm no longer calls the revision deployed.
 */
export function readyPatch({
  revision,
  secret,
}: Pick<RevisionSummary, "revision" | "secret">): readonly JsonPatchOperation[] {
  return [
    { op: "test", path: "/metadata/uid", value: secret.uid },
    { op: "test", path: "/metadata/labels/status", value: "deployed" },
    { op: "add", path: `/metadata/labels/${READY.replace("/", "~1")}`, value: `r${revision}` },
  ];
}
