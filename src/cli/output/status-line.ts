import type { OutputStream } from "../surroundings.ts";

/** One line at the end of what a terminal shows, redrawn in place. */
export interface StatusLine {
  show(text: string | undefined): void;
  /** Writes to the same stream, in place of the line. */
  writeOver(text: string): void;
}

const CLEAR = "\r\u001b[2K";

export function createStatusLine(stream: OutputStream): StatusLine {
  let isShown = false;
  const write = (text: string): void => stream.write(text);
  return {
    show(text) {
      const start = isShown ? CLEAR : "";
      isShown = text !== undefined;
      // A line that fills the terminal would wrap, and only its end be cleared.
      const cut = (text ?? "").replaceAll("\n", " ").slice(0, Math.max(0, stream.columns - 1));
      if (start + cut !== "") write(start + cut);
    },
    writeOver(text) {
      write(isShown ? CLEAR + text : text);
      isShown = false;
    },
  };
}
