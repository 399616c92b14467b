/**
 * Reads a graph of Graphviz strictly by the grammar of its language (graphviz.org/doc/info/lang.html), without ports and HTML texts.
 * Throws for anything that the grammar does not know.
 */
export interface DotGraph {
  /** Attributes by node. */
  readonly nodes: ReadonlyMap<string, Attributes>;
  readonly edges: readonly { readonly from: string; readonly to: string; readonly attributes: Attributes }[];
  /** Names of subgraphs. */
  readonly subgraphs: readonly string[];
}

type Attributes = Readonly<Record<string, string>>;

export function readDot(text: string): DotGraph {
  const tokens = tokensOf(text);
  const nodes = new Map<string, Attributes>();
  const edges: { from: string; to: string; attributes: Attributes }[] = [];
  const subgraphs: string[] = [];
  let at = 0;
  const is = (sign: string): boolean => tokens[at]?.sign === sign;
  const take = (sign: string): void => {
    if (!is(sign)) throw new Error(`${sign} expected, not ${JSON.stringify(tokens[at])}`);
    at++;
  };
  const id = (): string => {
    const name = tokens[at]?.id;
    if (name === undefined) throw new Error(`a name expected, not ${JSON.stringify(tokens[at])}`);
    at++;
    return name;
  };
  const attributes = (): Attributes => {
    const found: Record<string, string> = {};
    if (!is("[")) return found;
    take("[");
    while (!is("]")) {
      const name = id();
      take("=");
      found[name] = id();
      if (is(",") || is(";")) at++;
    }
    take("]");
    return found;
  };
  const statements = (): void => {
    take("{");
    while (!is("}")) {
      statement();
      if (is(";")) at++;
    }
    take("}");
  };
  const statement = (): void => {
    const first = id();
    if (first === "subgraph") {
      subgraphs.push(id());
      statements();
    } else if (is("=")) {
      take("=");
      id();
    } else if (is("->")) {
      take("->");
      const to = id();
      edges.push({ from: first, to, attributes: attributes() });
    } else if (["node", "edge", "graph"].includes(first)) attributes();
    else nodes.set(first, attributes());
  };
  if (id() !== "digraph") throw new Error("digraph expected");
  id();
  statements();
  if (at < tokens.length) throw new Error(`nothing expected, not ${JSON.stringify(tokens[at])}`);
  return { nodes, edges, subgraphs };
}

interface Token {
  readonly sign?: string;
  readonly id?: string;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(->|[{}[\]=,;])|"((?:[^"\\\n]|\\[\\"nN])*)"|([A-Za-z_]\w*|-?\d+(?:\.\d+)?)/gy;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Error(`unreadable from ${JSON.stringify(text.slice(at, at + 30))}`);
    const [, sign, quoted, word] = match;
    if (sign !== undefined) tokens.push({ sign });
    else if (quoted !== undefined)
      tokens.push({ id: quoted.replaceAll(/\\(.)/g, (_, one) => (one === "n" ? "\n" : String(one))) });
    else if (word !== undefined) tokens.push({ id: word });
  }
  return tokens;
}
