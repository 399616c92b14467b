/** `2026-02-28`, a day that there is. */
export function isDate(text: string): boolean {
  const [whole, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return whole !== undefined && isDay(Number(year), Number(month), Number(day));
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

/** Go's Atoi takes a sign before two characters, and no minus here. */
const TWO = "(\\d\\d|\\+\\d|-0)";
const TIME = new RegExp(`^${TWO}:${TWO}:${TWO}(?:\\.\\d+)?(?:[zZ]|([+-])${TWO}:${TWO})$`);

/** RFC 3339; a leap second is the last one of a day in UTC. */
export function isTime(text: string): boolean {
  const found = TIME.exec(text);
  if (!found) return false;
  const [hour = 0, minute = 0, second = 0] = found.slice(1, 4).map(Number);
  const [offsetHour = 0, offsetMinute = 0] = found.slice(5, 7).map((part) => Number(part ?? 0));
  if (Math.max(hour, offsetHour) > 23 || Math.max(minute, offsetMinute) > 59) return false;
  const shift = (found[4] === "-" ? 1 : -1) * (offsetHour * 60 + offsetMinute);
  return second < 60 || (second === 60 && isLastMinute(hour * 60 + minute + shift));
}

/** As in Go, a time past midnight is not brought back to the day. */
function isLastMinute(utc: number): boolean {
  return (utc < 0 ? utc + 24 * 60 : utc) === 23 * 60 + 59;
}

export function isDateTime(text: string): boolean {
  return /^[tT]$/.test(text[10] ?? "") && isDate(text.slice(0, 10)) && isTime(text.slice(11));
}

/** ISO 8601 as RFC 3339 has it; weeks stand alone. */
export function isDuration(text: string): boolean {
  if (/^P\d+W$/.test(text)) return true;
  const match = /^P((?:\d+Y)?(?:\d+M)?(?:\d+D)?)(?:T((?:\d+H)?(?:\d+M)?(?:\d+S)?))?$/.exec(text);
  return match !== null && text !== "P" && match[2] !== "";
}

/** `start/end`, one of them may be a duration. */
export function isPeriod(text: string): boolean {
  const slash = text.indexOf("/");
  if (slash < 0) return false;
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (start.startsWith("P")) return isDuration(start) && isDateTime(end);
  return isDateTime(start) && (end.startsWith("P") ? isDuration(end) : isDateTime(end));
}
