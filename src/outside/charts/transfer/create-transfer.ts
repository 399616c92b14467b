import type { Processes } from "../../process/processes.ts";
import { createCertificates, type Certificates } from "./certificates.ts";
import { createCredentials, type Credentials } from "./credentials.ts";
import type { Timeouts } from "./limit-time.ts";
import { createOfflineClient } from "./offline-client.ts";
import { createHttpClient, type HttpClient } from "./open-http.ts";
import { proxyFor, type ProxyFor } from "./proxy-for.ts";
import type { TransferEvent } from "./transfer-event.ts";
import { DEFAULT_RETRIES, type RetryPolicy } from "./with-retries.ts";

/** What repositories and registries are asked through. */
export interface Transfer {
  readonly client: HttpClient;
  readonly credentials: Credentials;
  readonly certificates: Certificates;
  readonly proxyFor: ProxyFor;
  readonly policy: RetryPolicy;
  readonly progress: (message: string) => void;
  readonly transfers: (event: TransferEvent) => void;
}

export interface TransferOptions {
  /** For logins (DOCKER_CONFIG, HELM_REGISTRY_CONFIG, HOME), certificates (SSL_CERT_FILE) and proxies (HTTPS_PROXY, NO_PROXY). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What is odd, or tried again; one line each. */
  readonly progress?: (message: string) => void;
  /** Downloads of indexes and archives. */
  readonly transfers?: (event: TransferEvent) => void;
  /** `refused`: whatever needs a request fails with `CHART-OFFLINE`. */
  readonly network?: "allowed" | "refused";
  /** What git and credential helpers are started with; made when one is needed. */
  readonly processes?: () => Promise<Processes>;
  readonly timeouts?: Timeouts;
  readonly retries?: RetryPolicy;
}

export const TIMEOUTS: Timeouts = { connectMs: 10_000, idleMs: 30_000, totalMs: 60_000 };

export function createTransfer(options: TransferOptions): Transfer {
  const { env, timeouts = TIMEOUTS, processes = ownProcesses } = options;
  const progress = options.progress ?? ((): void => undefined);
  const certificates = createCertificates(env);
  const outside = { timeouts, proxyFor: proxyFor(env), certificates };
  const isRefused = options.network === "refused";
  return {
    client: isRefused ? createOfflineClient() : createHttpClient(outside),
    credentials: createCredentials({ env, processes, progress }),
    certificates,
    proxyFor: outside.proxyFor,
    policy: { ...(options.retries ?? DEFAULT_RETRIES), givenUp: new Set() },
    progress,
    // What is refused is no download.
    transfers: (isRefused ? undefined : options.transfers) ?? ((): void => undefined),
  };
}

async function ownProcesses(): Promise<Processes> {
  return (await import("../../process/run-processes.ts")).createProcesses();
}
