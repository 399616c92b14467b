import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";

/** One request as the API server received it. */
export interface AuditRequest {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  readonly verb: string;
  /** Path with query. */
  readonly uri: string;
  readonly userAgent: string;
  readonly user: string;
  /** ISO time. */
  readonly at: string;
}

export interface RequestFilter {
  readonly userAgent?: RegExp;
  readonly verb?: RegExp;
  readonly uri?: RegExp;
}

export interface AuditLog {
  /** The end of the log now; requests received later are `since` it. */
  mark(): number;
  /** Requests received since a mark (or the start). Complete for every request that has been answered. */
  requests(filter?: RequestFilter & { readonly since?: number }): AuditRequest[];
}

interface AuditEvent {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
  readonly user?: { readonly username?: string };
  readonly requestReceivedTimestamp: string;
}

export function readAuditLog(path: string): AuditLog {
  return {
    mark: () => (existsSync(path) ? statSync(path).size : 0),
    requests: (filter = {}) =>
      readFrom(path, filter.since ?? 0)
        .split("\n")
        // The last line may be half written.
        .slice(0, -1)
        .map((line) => JSON.parse(line) as AuditEvent)
        .filter((event) => event.stage === "RequestReceived")
        .map(toRequest)
        .filter((request) => matches(request, filter)),
  };
}

function toRequest(event: AuditEvent): AuditRequest {
  return {
    verb: event.verb,
    uri: event.requestURI,
    userAgent: event.userAgent ?? "",
    user: event.user?.username ?? "",
    at: event.requestReceivedTimestamp,
  };
}

function matches(request: AuditRequest, filter: RequestFilter): boolean {
  return (
    (filter.userAgent?.test(request.userAgent) ?? true) &&
    (filter.verb?.test(request.verb) ?? true) &&
    (filter.uri?.test(request.uri) ?? true)
  );
}

function readFrom(path: string, offset: number): string {
  if (!existsSync(path)) return "";
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, statSync(path).size - offset));
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(file, bytes, read, bytes.length - read, offset + read);
      if (count === 0) break;
      read += count;
    }
    return bytes.toString("utf8", 0, read);
  } finally {
    closeSync(file);
  }
}
