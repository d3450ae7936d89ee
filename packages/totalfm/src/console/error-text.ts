import type { ErrorPlace, ErrorRecord } from '@totalfm/core';

/** An error or a warning as a reader meets it: code, what was wrong, where, what to do. */
export function recordText(level: 'error' | 'warning', { code, message, where, fix }: ErrorRecord): string {
  const place = placeText(where);
  return [`${level} ${code}`, `  ${message}`, place && `  where: ${place}`, fix && `  fix:   ${fix}`]
    .filter(Boolean)
    .join('\n');
}

export function placeText({ file, line, ...names }: ErrorPlace): string {
  const inFile = file && (line === undefined ? file : `${file}:${line}`);
  const others = Object.entries(names).map(([kind, name]) => name && `${kind} ${name}`);
  return [inFile, ...others].filter(Boolean).join(', ');
}
