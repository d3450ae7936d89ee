import type { Estimate } from '@totalfm/core';

/** `0.883`; a true minus sign, so that columns of differences read well. */
export function decimal(value: number, digits = 3): string {
  return value.toFixed(digits).replace('-', '−');
}

/** `0.883 (0.861–0.902)` */
export function estimateText({ value, low, high }: Estimate): string {
  return `${decimal(value)} (${decimal(low)}–${decimal(high)})`;
}

/** `+0.021 (−0.004 to +0.046)` */
export function differenceText({ value, low, high }: Estimate): string {
  return `${signedDecimal(value)} (${signedDecimal(low)} to ${signedDecimal(high)})`;
}

/** `+0.021`, `−0.004`, `0.000`: no sign where nothing is left after rounding. */
export function signedDecimal(value: number, digits = 3): string {
  const text = decimal(Math.abs(value), digits);
  return Number(text) === 0 ? text : `${value > 0 ? '+' : '−'}${text}`;
}

/** `1 h 04 min`, `3 min 20 s`, `4.2 s` */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const whole = Math.round(seconds);
  const two = (number: number) => String(number).padStart(2, '0');
  return whole < 3600
    ? `${Math.floor(whole / 60)} min ${two(whole % 60)} s`
    : `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** `1.4 GB`, in powers of ten. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), units.length - 1);
  return `${(count / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** `1.23 M`, `48.2 k`, `860` */
export function amount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)} M`;
  return count >= 1e4 ? `${(count / 1e3).toFixed(1)} k` : String(count);
}

/** `peakMemoryBytes` → `peak memory bytes` */
export function words(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}

/** `finding` → `findings`, `body` → `bodies` */
export function plural(noun: string): string {
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** `organ lesions` → `Organ lesions` */
export const capital = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
