import { AddonsError } from "../../support/addons-error.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject } from "../../support/json.ts";
import type { KubernetesObject, ListQuery, ObjectList } from "./kubernetes.ts";
import { collectionPath, collectionText, queryText } from "./resource-path.ts";
import { textOf } from "./text-of.ts";
import type { GetTransport } from "./transport.ts";

const PAGE = "500";
const METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const MAX_RESTARTS = 3;

/** All pages of a list. A page token that expired (410) starts the list again, so the result is of one state of the cluster. */
export async function listObjects(
  transport: GetTransport,
  query: ListQuery,
  content: "whole" | "metadata",
): Promise<ObjectList> {
  for (let restarts = 0; ; restarts += 1) {
    try {
      return await listOnce(transport, query, content);
    } catch (error) {
      if (!(error instanceof AddonsError) || error.code !== "KUBE-EXPIRED" || restarts >= MAX_RESTARTS) throw error;
    }
  }
}

async function listOnce(transport: GetTransport, query: ListQuery, content: "whole" | "metadata"): Promise<ObjectList> {
  const items: KubernetesObject[] = [];
  let token: string | undefined;
  for (;;) {
    const page = await getPage(transport, query, { content, token });
    const metadata = isJsonObject(page["metadata"]) ? page["metadata"] : {};
    for (const item of Array.isArray(page["items"]) ? page["items"] : []) {
      if (isJsonObject(item)) items.push(typed(item, query));
    }
    const next = metadata["continue"];
    if (typeof next !== "string" || next === "") return { items, resourceVersion: textOf(metadata["resourceVersion"]) };
    token = next;
  }
}

interface Page {
  readonly content: "whole" | "metadata";
  readonly token: string | undefined;
}

async function getPage(transport: GetTransport, query: ListQuery, page: Page): Promise<JsonObject> {
  const what = collectionText(query);
  const search = queryText({
    limit: PAGE,
    labelSelector: query.labelSelector,
    fieldSelector: query.fieldSelector,
    continue: page.token,
  });
  const answer = await transport.get({
    verb: "list",
    what,
    path: `${collectionPath(query.resource, query.namespace)}${search}`,
    ...(page.content === "metadata" && { accept: METADATA_ONLY }),
  });
  if (answer !== undefined) return answer;
  throw new AddonsError("KUBE-NOT-FOUND", `The cluster does not serve ${what} (${query.resource.apiVersion}).`, {
    kind: "failed",
    hint: "install the CRD or the API server extension that serves this kind first",
  });
}

/** Items of a list carry no type of their own, those of a metadata list a type of the list's. */
function typed(item: JsonObject, query: ListQuery): KubernetesObject {
  return { ...item, apiVersion: query.resource.apiVersion, kind: query.resource.kind } as KubernetesObject;
}
