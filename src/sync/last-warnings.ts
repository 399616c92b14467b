import type { KubernetesReader, Resource } from "../outside/kubernetes/kubernetes.ts";
import type { NotReady } from "../readiness/not-ready.ts";
import { field, text } from "../readiness/fields.ts";
import type { Redactor } from "../support/redact.ts";
import { sanitize } from "../support/sanitize.ts";

const EVENTS: Resource = { apiVersion: "v1", kind: "Event", plural: "events", namespaced: true };

/** The newest warning events about these objects and what they made (pods of a Deployment …): at most three, as the reason of a timeout. */
export async function lastWarnings(
  notReady: readonly NotReady[],
  { kubernetes, redactor }: { readonly kubernetes: KubernetesReader; readonly redactor: Redactor },
): Promise<readonly string[]> {
  const namespaces = new Set(notReady.map((it) => it.namespace).filter((it) => it !== undefined));
  try {
    const lists = await Promise.all(
      [...namespaces].map(async (namespace) =>
        kubernetes.list({ resource: EVENTS, namespace, fieldSelector: "type=Warning" }),
      ),
    );
    return newest(lists.flatMap((list) => list.items.filter((event) => isAbout(event, notReady))).map(told)).map((it) =>
      sanitize(redactor.text(it)),
    );
  } catch {
    // Events only explain; without the right to read them the error stands as it is.
    return [];
  }
}

type Event = Awaited<ReturnType<KubernetesReader["list"]>>["items"][number];

function isAbout(event: Event, notReady: readonly NotReady[]): boolean {
  const name = text(event, "involvedObject", "name") ?? "";
  return notReady.some((it) => name === it.name || name.startsWith(`${it.name}-`));
}

interface Told {
  readonly at: string;
  readonly line: string;
}

function told(event: Event): Told {
  const at = text(event, "lastTimestamp") ?? text(event, "eventTime") ?? "";
  const about = `${text(event, "involvedObject", "kind") ?? ""} ${text(event, "involvedObject", "name") ?? ""}`;
  const message = field(event, "message");
  return { at, line: `${about}: ${text(event, "reason") ?? ""}: ${typeof message === "string" ? message : ""}` };
}

function newest(events: readonly Told[]): readonly string[] {
  const latest = [...events].sort((left, right) => (left.at < right.at ? 1 : -1)).map((event) => event.line);
  return [...new Set(latest)].slice(0, 3);
}
