import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithCluster, startPlane, type TestPlane } from "../../cluster/plane.ts";

describeWithCluster("workloads on a playground", () => {
  let plane: TestPlane;
  beforeAll(async () => {
    plane = await startPlane();
  });
  afterAll(async () => await plane?.stop());

  const podSpec = `{ containers: [{ name: main, image: registry.k8s.io/pause:3.10 }] }`;
  const finite = `{ restartPolicy: Never, containers: [{ name: main, image: busybox }] }`;
  const template = (app: string, annotations = "{}"): string =>
    `{ metadata: { labels: { app: ${app} }, annotations: ${annotations} }, spec: ${podSpec} }`;
  const selector = (app: string): string => `{ matchLabels: { app: ${app} } }`;

  it("makes a Deployment available on both nodes", async () => {
    const spread = `{ labelSelector: ${selector("web")}, topologyKey: kubernetes.io/hostname }`;
    await plane.kubectl.apply(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: ${selector("web")}
  template:
    metadata: { labels: { app: web } }
    spec:
      initContainers: [{ name: first, image: busybox }, { name: sidecar, image: busybox, restartPolicy: Always }]
      containers: [{ name: main, image: nginx }]
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [${spread}] } }
`);
    const live = await plane.kubectl.waitFor(
      "/apis/apps/v1/namespaces/default/deployments/web",
      (object) => object.status?.availableReplicas === 2,
    );
    expect(live.status.observedGeneration).toBe(1);
  });

  it("binds the claims of a StatefulSet, also of classes that wait for a pod, and removes the volume with the claim", async () => {
    await plane.kubectl.apply(`
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: ${selector("db")}
  template: ${template("db")}
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], storageClassName: gp3, resources: { requests: { storage: 5Gi } } }
    - metadata: { name: log }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`);
    await plane.kubectl.waitFor(
      "/apis/apps/v1/namespaces/default/statefulsets/db",
      (object) => object.status?.readyReplicas === 1,
    );
    const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
    const data = await plane.kubectl.get(`${claims}/data-db-0`);
    const log = await plane.kubectl.get(`${claims}/log-db-0`);
    expect([data.status.phase, data.spec.storageClassName]).toEqual(["Bound", "gp3"]);
    expect([log.status.phase, log.spec.storageClassName]).toEqual(["Bound", "standard"]);

    await plane.kubectl.send("DELETE", "/apis/apps/v1/namespaces/default/statefulsets/db");
    await plane.kubectl.send("DELETE", `${claims}/data-db-0`);
    const volume = `/api/v1/persistentvolumes/${data.spec.volumeName}`;
    await expect.poll(async () => await plane.kubectl.get(volume), { timeout: 30_000 }).toBeUndefined();
  });

  it("runs a DaemonSet on every node", async () => {
    await plane.kubectl.apply(`
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec: { selector: ${selector("agent")}, template: ${template("agent")} }
`);
    const live = await plane.kubectl.waitFor(
      "/apis/apps/v1/namespaces/default/daemonsets/agent",
      (object) => object.status?.numberAvailable === 2,
    );
    expect(live.status.desiredNumberScheduled).toBe(2);
  });

  it("completes Jobs and bare Pods that are not restarted for ever", async () => {
    await plane.kubectl.apply(`
apiVersion: batch/v1
kind: Job
metadata: { name: migrate }
spec: { template: { spec: ${finite} } }
---
apiVersion: v1
kind: Pod
metadata: { name: hook }
spec: ${finite}
---
apiVersion: v1
kind: Pod
metadata: { name: server }
spec: ${podSpec}
`);
    await plane.kubectl.waitFor("/apis/batch/v1/namespaces/default/jobs/migrate", (job) => job.status?.succeeded === 1);
    await plane.kubectl.waitFor("/api/v1/namespaces/default/pods/hook", (pod) => pod.status.phase === "Succeeded");
    const server = await plane.kubectl.waitFor("/api/v1/namespaces/default/pods/server", isReady);
    expect(server.status.phase).toBe("Running");
  });

  it("gives addresses to LoadBalancer Services and Ingresses, unless told not to", async () => {
    const service = (name: string, annotations: string): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, annotations: ${annotations} }
spec: { type: LoadBalancer, ports: [{ port: 80 }], selector: { app: web } }
---
`;
    await plane.kubectl.apply(`${service("edge", "{}")}${service("dark", "{ playground.addons/fault: no-address }")}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: edge }
spec: { defaultBackend: { service: { name: edge, port: { number: 80 } } } }
`);
    const addressed = (object: { status?: { loadBalancer?: { ingress?: { ip: string }[] } } }): boolean =>
      object.status?.loadBalancer?.ingress?.[0]?.ip === "127.97.0.1";
    const edge = await plane.kubectl.waitFor("/api/v1/namespaces/default/services/edge", addressed);
    expect(edge.spec.clusterIP).toMatch(/^127\.96\./);
    await plane.kubectl.waitFor("/apis/networking.k8s.io/v1/namespaces/default/ingresses/edge", addressed);
    const dark = await plane.kubectl.get("/api/v1/namespaces/default/services/dark");
    expect(dark.status.loadBalancer).toEqual({});
  });

  it("lets pods fail as their annotation says", async () => {
    const pod = (name: string, fault: string, spec: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, annotations: { playground.addons/fault: ${fault} } }
spec: ${spec}
---
`;
    await plane.kubectl.apply(
      pod("failed", "crash", finite) +
        pod("looping", "crash", podSpec) +
        pod("unready", "never-ready", podSpec) +
        pod("imageless", "image", podSpec),
    );
    const pods = "/api/v1/namespaces/default/pods";
    const container = (object: { status: { containerStatuses?: ContainerStatus[] } }): ContainerStatus | undefined =>
      object.status.containerStatuses?.[0];
    const failed = await plane.kubectl.waitFor(`${pods}/failed`, (object) => object.status.phase === "Failed");
    expect(container(failed)?.state.terminated?.exitCode).toBe(1);
    await plane.kubectl.waitFor(
      `${pods}/looping`,
      (object) => container(object)?.state.waiting?.reason === "CrashLoopBackOff",
    );
    const unready = await plane.kubectl.waitFor(`${pods}/unready`, (object) => object.status.phase === "Running");
    expect(isReady(unready)).toBe(false);
    const imageless = await plane.kubectl.waitFor(
      `${pods}/imageless`,
      (object) => container(object)?.state.waiting?.reason === "ImagePullBackOff",
    );
    expect(imageless.status.phase).toBe("Pending");
  });

  it("holds pods back as long as their annotation says", async () => {
    await plane.kubectl.apply(`
apiVersion: v1
kind: Pod
metadata: { name: slow, annotations: { playground.addons/ready-after: 1h } }
spec: ${podSpec}
---
apiVersion: v1
kind: Pod
metadata: { name: soon, annotations: { playground.addons/ready-after: 1s } }
spec: ${podSpec}
`);
    const soon = await plane.kubectl.waitFor("/api/v1/namespaces/default/pods/soon", isReady);
    const made = Date.parse(soon.metadata.creationTimestamp);
    expect(Date.parse(soon.status.startTime)).toBeGreaterThan(made);
    const slow = await plane.kubectl.get("/api/v1/namespaces/default/pods/slow");
    expect([slow.status.phase, typeof slow.spec.nodeName]).toEqual(["Pending", "string"]);
  });

  it("counts the requests of others exactly", async () => {
    const mark = plane.audit.mark();
    await plane.kubectl.get("/api/v1/namespaces/kube-system");
    await plane.kubectl.get("/api/v1/secrets?limit=1");
    const seen = plane.audit.requests({ since: mark, userAgent: /^test-kubectl$/ });
    expect(seen.map(({ verb, uri }) => `${verb} ${uri}`)).toEqual([
      "get /api/v1/namespaces/kube-system",
      "list /api/v1/secrets?limit=1",
    ]);
  });
});

interface ContainerStatus {
  readonly state: {
    readonly terminated?: { readonly exitCode: number };
    readonly waiting?: { readonly reason: string };
  };
}

function isReady(pod: { status: { conditions?: { type: string; status: string }[] } }): boolean {
  return (pod.status.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True");
}
