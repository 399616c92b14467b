/** Reads XML strictly enough to know that all of it is well formed. Throws where it is not. */
export interface ReadXml {
  /** How often each element is there. */
  readonly elements: ReadonlyMap<string, number>;
  /** Text of elements that hold text alone, by element. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/** `voids` end by themselves, as in HTML; what scripts and styles hold is not looked into. */
export function readXml(text: string, voids: readonly string[] = []): ReadXml {
  checkCharacters(text);
  const elements = new Map<string, number>();
  const texts = new Map<string, string[]>();
  const open: string[] = [];
  let last = "";
  for (const piece of piecesOf(text)) {
    if (piece.kind === "end") {
      if (open.pop() !== piece.name) throw new Error(`</${piece.name}> ends nothing`);
      texts.set(piece.name, [...(texts.get(piece.name) ?? []), plain(last)]);
    }
    if (piece.kind === "start") {
      checkAttributes(piece.attributes);
      elements.set(piece.name, (elements.get(piece.name) ?? 0) + 1);
      if (!piece.closed && !voids.includes(piece.name)) open.push(piece.name);
    }
    last = piece.kind === "text" ? piece.text : "";
  }
  if (open.length > 0) throw new Error(`no end of ${open.join(", ")}`);
  return { elements, texts };
}

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "start"; readonly name: string; readonly attributes: string; readonly closed: boolean }
  | { readonly kind: "end"; readonly name: string };

function* piecesOf(text: string): Iterable<Piece> {
  const pattern = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>|((?:[^<>&]|&#\d+;)+)/gy;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Error(`not well formed from ${JSON.stringify(text.slice(at, at + 60))}`);
    const [, closing, name = "", attributes = "", selfClosing, content] = match;
    if (content !== undefined) yield { kind: "text", text: content };
    else if (closing === "/") yield { kind: "end", name };
    else yield { kind: "start", name, attributes, closed: selfClosing === "/" };
    const isRaw = closing === "" && (name === "script" || name === "style");
    if (isRaw) pattern.lastIndex = text.indexOf(`</${name}>`, pattern.lastIndex);
  }
}

function checkCharacters(text: string): void {
  // oxlint-disable-next-line no-control-regex -- what XML cannot hold
  const bad = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.exec(text);
  if (bad !== null) throw new Error(`no XML character at ${bad.index}`);
}

function checkAttributes(text: string): void {
  const names = [...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, name]) => name);
  if (new Set(names).size < names.length) throw new Error(`an attribute twice: ${text}`);
  if (/&(?!#\d+;)/.test(text)) throw new Error(`an open &: ${text}`);
}

function plain(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
