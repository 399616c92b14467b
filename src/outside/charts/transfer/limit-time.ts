import type http from "node:http";

export interface Timeouts {
  readonly connectMs: number;
  /** Longest silence; of a proxy, too, before it opens a connection. */
  readonly idleMs: number;
  /** One attempt with its redirects; what is large may take longer, as long as it comes at `bytesPerSecond` or faster. */
  readonly totalMs: number;
  /** Slowest average that is waited for; default 4 KiB. */
  readonly bytesPerSecond?: number;
  /** Whatever the pace; default 20 minutes. */
  readonly longestMs?: number;
}

/** A telephone at the edge of its network gives 5 KiB/s. */
const SLOWEST = 4 * 1024;
const LONGEST_MS = 20 * 60_000;

/** When an attempt began: waiting for one of the few connections to a host is not its fault. */
export interface Stopwatch {
  begin?: number;
}

/** Calls `stop` with the reason when a request takes too long. It was made with `timeout: idleMs`. */
export function limitTime(
  outgoing: http.ClientRequest,
  { timeouts, stopwatch }: { readonly timeouts: Timeouts; readonly stopwatch: Stopwatch },
  stop: (why: string) => void,
): void {
  outgoing.on("timeout", () => stop(`silent for ${seconds(timeouts.idleMs)}`));
  outgoing.once("socket", (socket) => {
    stopwatch.begin ??= Date.now();
    limitWhole(outgoing, { timeouts, begin: stopwatch.begin, before: socket.bytesRead }, stop);
    if (!socket.connecting) return;
    const connect = setTimeout(() => stop(`no connection after ${seconds(timeouts.connectMs)}`), timeouts.connectMs);
    const connected = (): void => clearTimeout(connect);
    socket.once(outgoing.protocol === "https:" ? "secureConnect" : "connect", connected).once("close", connected);
  });
}

function limitWhole(
  outgoing: http.ClientRequest,
  { timeouts, begin, before }: { readonly timeouts: Timeouts; readonly begin: number; readonly before: number },
  stop: (why: string) => void,
): void {
  const { totalMs, bytesPerSecond = SLOWEST, longestMs = LONGEST_MS } = timeouts;
  const check = (): void => {
    const received = (outgoing.socket?.bytesRead ?? 0) - before;
    const elapsed = Date.now() - begin;
    const left = Math.min(totalMs + (received / bytesPerSecond) * 1000, longestMs) - elapsed;
    if (left > 0) timer = setTimeout(check, left);
    else stop(`too slow: ${received} bytes in ${seconds(elapsed)}`);
  };
  let timer = setTimeout(check, Math.max(0, begin + totalMs - Date.now()));
  outgoing.once("close", () => clearTimeout(timer));
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
