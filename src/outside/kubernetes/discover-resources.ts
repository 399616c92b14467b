import { AddonsError } from "../../support/addons-error.ts";
import { isJsonObject } from "../../support/json.ts";
import type { JsonObject, JsonValue } from "../../support/json.ts";
import { mapLimit } from "../../support/limit.ts";
import type { Resource } from "./kubernetes.ts";
import { textOf } from "./text-of.ts";
import type { GetTransport } from "./transport.ts";

const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat("application/json")
  .join(",");

/**
 * Served resources, the preferred version of a group first: two requests where the server aggregates discovery
 * (Kubernetes 1.27 and newer), else one per group version. A group whose extension server is down is left out.
 */
export async function discoverResources(transport: GetTransport): Promise<readonly Resource[]> {
  const [core, groups] = await Promise.all([rootResources(transport, "/api"), rootResources(transport, "/apis")]);
  return [...core, ...groups];
}

async function rootResources(transport: GetTransport, path: "/api" | "/apis"): Promise<readonly Resource[]> {
  const answer = await discover(transport, path, AGGREGATED);
  if (answer["kind"] === "APIGroupDiscoveryList") return objects(answer["items"]).flatMap(groupResources);
  const versions = path === "/api" ? strings(answer["versions"]) : objects(answer["groups"]).flatMap(groupVersions);
  const lists = await mapLimit(versions, 8, (version) => versionResources(transport, path, version));
  return lists.flat();
}

async function discover(transport: GetTransport, path: string, accept: string): Promise<JsonObject> {
  return (await transport.get({ verb: "get", what: "the list of served kinds", path, accept })) ?? {};
}

/** One APIGroupDiscovery. */
function groupResources(group: JsonObject): readonly Resource[] {
  const name = nameOf(group["metadata"]);
  return objects(group["versions"]).flatMap((version) => {
    const apiVersion = name === "" ? textOf(version["version"]) : `${name}/${textOf(version["version"])}`;
    return objects(version["resources"]).map((resource) => ({
      apiVersion,
      kind: textOf(isJsonObject(resource["responseKind"]) ? resource["responseKind"]["kind"] : ""),
      plural: textOf(resource["resource"]),
      namespaced: resource["scope"] === "Namespaced",
    }));
  });
}

/** Group versions of one APIGroup of the old discovery, preferred first. */
function groupVersions(group: JsonObject): readonly string[] {
  const preferred = isJsonObject(group["preferredVersion"]) ? textOf(group["preferredVersion"]["groupVersion"]) : "";
  const all = objects(group["versions"]).map((version) => textOf(version["groupVersion"]));
  return [...all.filter((version) => version === preferred), ...all.filter((version) => version !== preferred)];
}

async function versionResources(
  transport: GetTransport,
  root: string,
  apiVersion: string,
): Promise<readonly Resource[]> {
  let list: JsonObject;
  try {
    list = await discover(transport, `${root}/${apiVersion}`, "application/json");
  } catch (error) {
    if (error instanceof AddonsError && error.code === "KUBE-SERVER") return [];
    throw error;
  }
  return objects(list["resources"])
    .filter((resource) => !textOf(resource["name"]).includes("/"))
    .map((resource) => ({
      apiVersion,
      kind: textOf(resource["kind"]),
      plural: textOf(resource["name"]),
      namespaced: resource["namespaced"] === true,
    }));
}

function nameOf(metadata: JsonValue | undefined): string {
  return isJsonObject(metadata) ? textOf(metadata["name"]) : "";
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function strings(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
