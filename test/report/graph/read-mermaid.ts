/** Reads a flowchart of Mermaid, strictly: only the statements that are known to it, only names that were made before. */
export interface Flowchart {
  readonly title: string;
  /** Labels with their entity codes read, by name. */
  readonly nodes: ReadonlyMap<string, string>;
  readonly links: readonly { readonly from: string; readonly to: string; readonly arrow: string }[];
  /** Labels of subgraphs, outer ones first. */
  readonly subgraphs: readonly string[];
  /** Numbers of links that have a style of their own. */
  readonly styled: readonly number[];
}

const LABEL = /"((?:[A-Za-z0-9 ._/,-]|#\d+;)*)"/.source;
const NODE = new RegExp(`^(\\w+)\\[${LABEL}\\](?::::(\\w+))?$`);
const SUBGRAPH = new RegExp(`^subgraph (\\w+)\\[${LABEL}\\]$`);
const LINK = /^(\w+) (-->|==>|-\.->|x--x) (\w+)$/;
const STYLE = /^linkStyle (\d+(?:,\d+)*) (?:[a-z-]+:[#\w]+)(?:,[a-z-]+:[#\w]+)*$/;
const CLASS = /^classDef (\w+) (?:[a-z-]+:[#\w]+)(?:,[a-z-]+:[#\w]+)*$/;

export function readMermaid(text: string): Flowchart {
  const front = /^---\ntitle: (".*")\n---\nflowchart LR\n/.exec(text);
  if (front === null) throw new Error("no front matter and kind of diagram");
  const chart = emptyChart();
  for (const line of text.slice(front[0].length).trimEnd().split("\n")) {
    const known = STATEMENTS.find(([pattern]) => pattern.test(line.trim()));
    if (known === undefined) throw new Error(`not known to Mermaid: ${line}`);
    known[1](chart, (known[0].exec(line.trim()) ?? []).slice(1));
  }
  if (chart.open !== 0) throw new Error("subgraphs without end");
  if (chart.styled.some((number) => number >= chart.links.length)) throw new Error("a style for no link");
  if ([...chart.used].some((one) => !chart.classes.has(one))) throw new Error("a class without definition");
  return { ...chart, title: JSON.parse(front[1] ?? "") as string };
}

function emptyChart() {
  return {
    nodes: new Map<string, string>(),
    links: [] as { from: string; to: string; arrow: string }[],
    subgraphs: [] as string[],
    styled: [] as number[],
    used: new Set<string>(),
    classes: new Set<string>(),
    open: 0,
  };
}

type Statement = (chart: ReturnType<typeof emptyChart>, words: readonly string[]) => void;

const STATEMENTS: readonly (readonly [RegExp, Statement])[] = [
  [
    SUBGRAPH,
    (chart, [, label = ""]) => {
      chart.subgraphs.push(plain(label));
      chart.open++;
    },
  ],
  [/^end$/, (chart) => chart.open--],
  [
    NODE,
    (chart, [name = "", label = "", kind]) => {
      chart.nodes.set(name, plain(label));
      if (kind !== undefined) chart.used.add(kind);
    },
  ],
  [
    LINK,
    (chart, [from = "", arrow = "", to = ""]) => {
      if (!chart.nodes.has(from) || !chart.nodes.has(to)) throw new Error(`an unknown end: ${from} ${to}`);
      chart.links.push({ from, to, arrow });
    },
  ],
  [STYLE, (chart, [numbers = ""]) => chart.styled.push(...numbers.split(",").map(Number))],
  [CLASS, (chart, [name = ""]) => chart.classes.add(name)],
  [/^%% /, () => undefined],
];

function plain(label: string): string {
  return label.replaceAll(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
