import type { ScaffoldFile } from "./scaffold-file.ts";

/** A base, an environment on this computer, an environment on a cluster, and a values file. */
export const MANIFEST_FILES: readonly ScaffoldFile[] = [
  {
    path: "environments/base.yaml",
    into: "project",
    whenThere: "refuse",
    text: `# yaml-language-server: $schema=../schemas/base.schema.json
#
# What every environment runs, and in which order. An environment file says where, and what differs.
apiVersion: addons/v1
kind: Base

defaults:
  timeout: 5m

namespaces:
  hello: { labels: { pod-security.kubernetes.io/enforce: restricted } }

addons:
  # A chart of this project: starts with ./ or ../ and needs no version. A chart of a repository needs one:
  #   metrics-server:
  #     chart: metrics-server
  #     repo: https://kubernetes-sigs.github.io/metrics-server/
  #     version: "~3.13.0"
  #     namespace: kube-system
  hello:
    chart: ../charts/hello
    namespace: hello
    valuesFiles: [values/hello.yaml]

  web:
    chart: ../charts/hello
    namespace: hello
    # Starts when hello is ready.
    needs: [hello]
    values:
      message: web on \${cluster.name}, for \${vars.domain}
`,
  },
  {
    path: "environments/dev.yaml",
    into: "project",
    whenThere: "refuse",
    text: `# yaml-language-server: $schema=../schemas/environment.schema.json
#
# A throw-away control plane on this computer: \`addons sync --env dev\` starts it. The API server is real, pods are simulated.
apiVersion: addons/v1
kind: Environment
extends: base.yaml

clusters:
  dev:
    playground: true
    kubernetes: "1.37"
    vars:
      domain: dev.example.com
`,
  },
  {
    path: "environments/prod.yaml",
    into: "project",
    whenThere: "refuse",
    text: `# yaml-language-server: $schema=../schemas/environment.schema.json
apiVersion: addons/v1
kind: Environment
extends: base.yaml

clusters:
  prod:
    # A context of your kubeconfig: kubectl config get-contexts
    context: prod
    # Refuses every other cluster, whatever the context is called. Take it from
    #   kubectl --context prod get namespace kube-system -o jsonpath='{.metadata.uid}'
    # uid: 00000000-0000-0000-0000-000000000000
    # The minor version that the cluster runs.
    kubernetes: "1.37"
    vars:
      domain: example.com

addons:
  # What differs from base.yaml here.
  web:
    values:
      replicas: 2
`,
  },
  {
    path: "environments/values/hello.yaml",
    into: "project",
    whenThere: "refuse",
    text: `# Values of hello in all environments; values in a manifest win over those of a file.
message: hello from \${cluster.name}
resources:
  requests: { cpu: 20m, memory: 32Mi }
`,
  },
];
