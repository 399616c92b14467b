import type { YamlPath } from "../support/yaml-places.ts";

/** What a chart shows of the values that it takes, besides its defaults. */
export interface Mentions {
  /** Keys that comments of values.yaml show: `# loadBalancerIP: 1.2.3.4`. */
  readonly commented: ReadonlySet<string>;
  /** `parent.key` for what templates read, with an empty parent where a chain begins: `.Values.service.type`, `.type`. */
  readonly read: ReadonlySet<string>;
  /** Texts in quotes in templates: `index .Values "key"`. */
  readonly quoted: ReadonlySet<string>;
}

/** Looks into templates and comments; slow for a large chart, so only for what the default values do not tell. */
export function readMentions(files: ReadonlyMap<string, Uint8Array>): Mentions {
  const read = new Set<string>();
  const quoted = new Set<string>();
  for (const [path, bytes] of files) {
    if (!path.startsWith("templates/")) continue;
    for (const [action] of new TextDecoder().decode(bytes).matchAll(/\{\{[^]*?\}\}/g)) {
      for (const [chain] of action.matchAll(/\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*/g)) addChain(chain, read);
      for (const [, text] of action.matchAll(/"([\w./-]+)"/g)) quoted.add(text ?? "");
    }
  }
  const values = new TextDecoder().decode(files.get("values.yaml") ?? new Uint8Array());
  const comments = values.matchAll(/#[#\s]*(?:- )?["']?([\w./-]+)["']?:(?:\s|$)/g);
  return { commented: new Set([...comments].map(([, key]) => key ?? "")), read, quoted };
}

function addChain(chain: string, read: Set<string>): void {
  const steps = chain.split(".");
  for (let index = 1; index < steps.length; index++) read.add(`${steps[index - 1]}.${steps[index]}`);
}

/** Whether a chart seems to know a path of its values that its defaults do not have. */
export function isMentioned({ commented, read, quoted }: Mentions, path: YamlPath): boolean {
  const key = String(path.at(-1));
  const parent = path.length === 1 ? "Values" : String(path.at(-2));
  const isRead = read.has(`${parent}.${key}`) || (path.length > 1 && read.has(`.${key}`));
  return isRead || quoted.has(key) || commented.has(key);
}
