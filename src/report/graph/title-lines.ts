const MOST_LINES = 3;

/** Titles in lines that fit; many clusters may share a graph, and then the rest is counted. */
export function titleLines(titles: readonly string[], fits: (text: string) => boolean): readonly string[] {
  const lines: string[] = [];
  for (const [index, title] of titles.entries()) {
    const last = lines.at(-1);
    const rest = titles.length - index;
    const longer = last === undefined ? title : `${last}, ${title}`;
    const isLastLine = lines.length === MOST_LINES;
    if (last === undefined) lines.push(title);
    else if (fits(isLastLine && rest > 1 ? `${longer} and ${rest} more` : longer)) lines[lines.length - 1] = longer;
    else if (isLastLine) return [...lines.slice(0, -1), `${last} and ${rest} more`];
    else lines.push(title);
  }
  return lines;
}
