export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAME = "[A-Za-z_][A-Za-z0-9_.-]*";
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Reads an XML 1.0 document without doctype, comments and sections. Throws for whatever is not well-formed. */
export function strictXml(document: string): XmlElement {
  // oxlint-disable-next-line no-control-regex -- what XML 1.0 does not allow
  const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(document);
  if (forbidden !== null) throw new Error(`character ${forbidden[0].charCodeAt(0).toString(16)}`);
  if (!document.isWellFormed()) throw new Error("half of a surrogate pair");
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error("no declaration");
  const { found, rest } = readElement(document.slice(declaration.length));
  if (rest.trim() !== "") throw new Error(`text after the root: ${rest}`);
  return found;
}

interface Read<Found> {
  readonly found: Found;
  readonly rest: string;
}

function readElement(text: string): Read<XmlElement> {
  const start = new RegExp(`^<(${NAME})((?: ${NAME}="[^"<]*")*)(/?)>`).exec(text);
  if (start === null) throw new Error(`no start tag: ${text.slice(0, 80)}`);
  const [all, name = "", list = "", closed] = start;
  const attributes = readAttributes(list);
  const rest = text.slice(all.length);
  if (closed === "/") return { found: { name, attributes, children: [], text: "" }, rest };
  const content = readContent(rest);
  const end = `</${name}>`;
  if (!content.rest.startsWith(end)) throw new Error(`${name} ended by ${content.rest.slice(0, 40)}`);
  return { found: { name, attributes, ...content.found }, rest: content.rest.slice(end.length) };
}

function readAttributes(list: string): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const [, key = "", value = ""] of list.matchAll(new RegExp(` (${NAME})="([^"]*)"`, "g"))) {
    if (Object.hasOwn(attributes, key)) throw new Error(`attribute ${key} twice`);
    // A parser makes spaces of these.
    attributes[key] = decoded(value.replace(/[\t\n]/g, " "));
  }
  return attributes;
}

function readContent(text: string): Read<Pick<XmlElement, "children" | "text">> {
  const children: XmlElement[] = [];
  let content = "";
  let rest = text;
  while (!rest.startsWith("</")) {
    const next = rest.indexOf("<");
    if (next < 0) throw new Error("an element has no end");
    const raw = rest.slice(0, next);
    if (raw.includes("]]>")) throw new Error("]]> in text");
    content += decoded(raw);
    rest = rest.slice(next);
    if (rest.startsWith("</")) break;
    const inner = readElement(rest);
    children.push(inner.found);
    ({ rest } = inner);
  }
  return { found: { children, text: content }, rest };
}

function decoded(raw: string): string {
  return raw.replace(/&([^;\s&]*;?)?/g, (found, body: string | undefined) => {
    const name = body?.endsWith(";") === true ? body.slice(0, -1) : undefined;
    const number = name === undefined ? null : /^#(\d+)$/.exec(name);
    if (number !== null) return String.fromCodePoint(Number(number[1]));
    const known = name === undefined ? undefined : ENTITIES[name];
    if (known === undefined) throw new Error(`reference ${found}`);
    return known;
  });
}
