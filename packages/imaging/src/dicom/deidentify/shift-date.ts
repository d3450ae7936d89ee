const DAY_MS = 86_400_000;

/** A date (DA) or date and time (DT) moved by whole days; empty where it is none, or says less than a day. */
export function shiftedDate(text: string, days: number): string {
  const found = /^(\d{4})\.?(\d{2})\.?(\d{2})(.*)$/.exec(text.trim());
  if (!found) return '';
  const [, year, month, day, rest] = found;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  // No such day: 30 February.
  if (Number(year) < 100 || new Date(at).getUTCDate() !== Number(day) || Number(month) > 12) return '';
  const moved = new Date(at + days * DAY_MS);
  return `${String(moved.getUTCFullYear()).padStart(4, '0')}${moved.toISOString().slice(5, 7)}${moved.toISOString().slice(8, 10)}${rest}`;
}
