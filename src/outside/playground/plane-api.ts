import { Agent, request } from "node:https";

/** The few requests with which a supervisor finds out whether its plane stands. */
export interface PlaneApi {
  /** Status code and body; undefined when there was no answer. */
  ask(method: "GET" | "POST", path: string, body?: unknown): Promise<PlaneAnswer | undefined>;
  close(): void;
}

export interface PlaneAnswer {
  readonly status: number;
  readonly body: string;
}

export function createPlaneApi(access: {
  readonly server: string;
  readonly authority: string;
  readonly token: string;
}): PlaneApi {
  const agent = new Agent({ keepAlive: true, ca: access.authority });
  return {
    ask: (method, path, body) =>
      new Promise((resolve) => {
        const outgoing = request(
          `${access.server}${path}`,
          {
            method,
            agent,
            timeout: 10_000,
            headers: { authorization: `Bearer ${access.token}`, "content-type": "application/json" },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () =>
              resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }),
            );
            response.on("error", () => resolve(undefined));
          },
        );
        outgoing.on("timeout", () => outgoing.destroy());
        outgoing.on("error", () => resolve(undefined));
        outgoing.end(body === undefined ? undefined : JSON.stringify(body));
      }),
    close: () => agent.destroy(),
  };
}
