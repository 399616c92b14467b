/** A source for messages about bytes that may have come from one of its mirrors; both as they are shown, without logins. */
export function toldSource(source: string, mirror: string | undefined): string {
  return mirror === undefined ? source : `${source} (its mirror ${mirror})`;
}
