import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { issueAuthority, issueServer, privateKeyPem } from "../../../src/outside/playground/certificate.ts";
import type { ClusterAccess } from "../../../src/outside/kubernetes/kubernetes.ts";

/** A TLS server on loopback that answers as the test says, and a kubeconfig for it. */
export interface ApiServer {
  readonly url: string;
  readonly folder: string;
  /** PEM. */
  readonly authority: string;
  /** `METHOD path`, as they came. */
  readonly seen: string[];
  /** Authorization headers, as they came. */
  readonly logins: (string | undefined)[];
  answer: Answer;
  /** Writes a kubeconfig; JSON is YAML. */
  access(parts?: { readonly cluster?: object; readonly user?: object }): Promise<ClusterAccess>;
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export async function startApiServer(names: readonly string[] = ["localhost"]): Promise<ApiServer> {
  const folder = await mkdtemp(join(tmpdir(), "addons-api-"));
  const authority = issueAuthority("test-ca");
  const certificate = issueServer(authority, "api", { dns: names, ips: ["127.0.0.1"] });
  const seen: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createServer(
    { cert: certificate.certificate, key: privateKeyPem(certificate.key) },
    (request, response) => {
      seen.push(`${request.method} ${request.url}`);
      logins.push(request.headers.authorization);
      api.answer(request, response);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let configs = 0;
  const api: ApiServer = {
    url,
    folder,
    authority: authority.certificate,
    seen,
    logins,
    answer: (_, response) => sendJson(response, 200, { kind: "Status" }),
    async access(parts = {}) {
      const path = join(folder, `kubeconfig-${(configs += 1)}`);
      const ca = Buffer.from(authority.certificate).toString("base64");
      await writeFile(
        path,
        JSON.stringify(
          kubeconfig({ server: url, "certificate-authority-data": ca, ...parts.cluster }, parts.user ?? {}),
        ),
      );
      return { kubeconfig: path, context: "test" };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
  return api;
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** A Status object, as the API server answers a refusal. */
export function refuse(response: ServerResponse, status: number, message: string): void {
  sendJson(response, status, { kind: "Status", apiVersion: "v1", status: "Failure", message, code: status });
}

function kubeconfig(cluster: object, user: object): object {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "c", user: "u" } }],
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
  };
}
