import type http from "node:http";

export interface Timeouts {
  readonly connectMs: number;
  /** Longest silence. */
  readonly idleMs: number;
  /** One attempt from start to last byte; what is large may take longer, as long as it comes at `bytesPerSecond` or faster. */
  readonly totalMs: number;
  /** Slowest average that is waited for; default 16 KiB. */
  readonly bytesPerSecond?: number;
}

const SLOWEST = 16 * 1024;

/** Calls `stop` with the reason when a request takes too long. */
export function limitTime(outgoing: http.ClientRequest, timeouts: Timeouts, stop: (why: string) => void): void {
  limitWhole(outgoing, timeouts, stop);
  outgoing.setTimeout(timeouts.idleMs, () => stop(`silent for ${seconds(timeouts.idleMs)}`));
  outgoing.once("socket", (socket) => {
    if (!socket.connecting) return;
    const connect = setTimeout(() => stop(`no connection after ${seconds(timeouts.connectMs)}`), timeouts.connectMs);
    const connected = (): void => clearTimeout(connect);
    socket.once(outgoing.protocol === "https:" ? "secureConnect" : "connect", connected).once("close", connected);
  });
}

function limitWhole(outgoing: http.ClientRequest, timeouts: Timeouts, stop: (why: string) => void): void {
  const { totalMs, bytesPerSecond = SLOWEST } = timeouts;
  const begin = Date.now();
  let before = 0;
  outgoing.once("socket", (socket) => (before = socket.bytesRead));
  const check = (): void => {
    const received = (outgoing.socket?.bytesRead ?? 0) - before;
    const elapsed = Date.now() - begin;
    const left = totalMs + (received / bytesPerSecond) * 1000 - elapsed;
    if (left > 0) timer = setTimeout(check, left);
    else stop(`too slow: ${received} bytes in ${seconds(elapsed)}`);
  };
  let timer = setTimeout(check, totalMs);
  outgoing.once("close", () => clearTimeout(timer));
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
