import { expect, test } from "vitest";
import type { KubernetesReader, ListQuery } from "../../src/outside/kubernetes/kubernetes.ts";
import { readRevisions } from "../../src/release/read-revisions.ts";
import { latestRevisions } from "../../src/release/revision-summary.ts";
import { releaseSecret } from "./release-secret.ts";

const HASH = "0123456789abcdef0123456789abcdef01234567";

test("revisions come from one metadata list, in order, and strangers with Helm's label are left out", async () => {
  const asked: ListQuery[] = [];
  const items = [
    releaseSecret("", {
      name: "sh.helm.release.v1.web.v10",
      labels: { status: "pending-upgrade", modifiedAt: "1700000001" },
    }),
    releaseSecret("", {
      name: "sh.helm.release.v1.web.v9",
      labels: { "addons/pin": `r9-${HASH}`, "addons/environment": "dev", "addons/name": "web" },
    }),
    releaseSecret("", { name: "sh.helm.release.v1.a.v1.v3", labels: { status: "weird", createdAt: "soon" } }),
    releaseSecret("", { name: "sh.helm.release.v1.web.v0" }),
    releaseSecret("", { name: "my-secret" }),
  ];
  const kubernetes = {
    listMetadata: async (query: ListQuery) => {
      asked.push(query);
      return { items, resourceVersion: "1" };
    },
  } as unknown as KubernetesReader;
  const revisions = await readRevisions(kubernetes);
  expect(asked).toEqual([
    {
      resource: { apiVersion: "v1", kind: "Secret", plural: "secrets", namespaced: true },
      labelSelector: "owner=helm,status!=superseded",
    },
  ]);
  const base = { namespace: "shop", secret: { uid: "u-1", resourceVersion: "41" } };
  expect(revisions).toMatchObject([
    { ...base, release: "a.v1", revision: 3, status: "unknown", marks: {} },
    {
      ...base,
      release: "web",
      revision: 9,
      status: "deployed",
      marks: { pin: { revision: 9, hash: HASH }, environment: "dev", addon: "web" },
    },
    { ...base, release: "web", revision: 10, status: "pending-upgrade", marks: {}, modifiedAt: 1_700_000_001 },
  ]);
  expect([...latestRevisions(revisions)].map(([key, revision]) => `${key} ${revision.revision}`)).toEqual([
    "shop/a.v1 3",
    "shop/web 10",
  ]);
});
