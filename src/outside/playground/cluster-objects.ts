import type { JsonObject } from "../../support/json.ts";

/** An object and the collection that it is created in. */
export interface InitialObject {
  readonly path: string;
  readonly object: JsonObject;
}

/** What a cluster of a cloud has before anybody installs anything: nodes and storage classes. */
export function initialObjects(nodes: 1 | 2, kubernetes: string): readonly InitialObject[] {
  return [
    ...ZONES.slice(0, nodes).map((zone, index) => node(`node-${index + 1}`, zone, kubernetes)),
    ...STORAGE_CLASSES.map(storageClass),
  ];
}

/** As KWOK's stages name it, too (stages/volume.yaml). */
const PROVISIONER = "playground.addons/volume";
const REGION = "playground-1";
const ZONES = [`${REGION}a`, `${REGION}b`];

interface StorageClass {
  readonly name: string;
  readonly binding: "Immediate" | "WaitForFirstConsumer";
}

/** The default one, then the names that charts and platform teams use on EKS, GKE, AKS and k3s. */
const DEFAULT_CLASS = "standard";
const STORAGE_CLASSES: readonly StorageClass[] = [
  { name: DEFAULT_CLASS, binding: "Immediate" },
  { name: "gp2", binding: "WaitForFirstConsumer" },
  { name: "gp3", binding: "WaitForFirstConsumer" },
  { name: "standard-rwo", binding: "WaitForFirstConsumer" },
  { name: "premium-rwo", binding: "WaitForFirstConsumer" },
  { name: "managed-csi", binding: "WaitForFirstConsumer" },
  { name: "managed-csi-premium", binding: "WaitForFirstConsumer" },
  { name: "local-path", binding: "WaitForFirstConsumer" },
];

function node(name: string, zone: string, kubernetes: string): InitialObject {
  const labels = {
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": name,
    "node.kubernetes.io/instance-type": "m7i.4xlarge",
    "topology.kubernetes.io/region": REGION,
    "topology.kubernetes.io/zone": zone,
  };
  const annotations = { "kwok.x-k8s.io/node": "fake", "playground.addons/kubelet-version": kubernetes };
  return { path: "/api/v1/nodes", object: { apiVersion: "v1", kind: "Node", metadata: { name, labels, annotations } } };
}

function storageClass({ name, binding }: StorageClass): InitialObject {
  const annotations: JsonObject =
    name === DEFAULT_CLASS ? { "storageclass.kubernetes.io/is-default-class": "true" } : {};
  return {
    path: "/apis/storage.k8s.io/v1/storageclasses",
    object: {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name, annotations },
      provisioner: PROVISIONER,
      reclaimPolicy: "Delete",
      volumeBindingMode: binding,
      allowVolumeExpansion: true,
    },
  };
}
