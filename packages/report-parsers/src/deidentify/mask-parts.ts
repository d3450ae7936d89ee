import type { MaskedText, Span } from '@totalfm/core';

/** Replaces parts of a text by `[KIND_n]`; equal parts get equal numbers. `parts` are in order and do not overlap. */
export function maskParts(original: string, parts: ReadonlyArray<Span & { readonly kind: string }>): MaskedText {
  const placeholders = new Map<string, string>();
  const meanings = new Map<string, string>();
  const counts: Record<string, number> = {};
  const numbers = new Map<string, number>();
  /** Runs of the masked text with the runs of the original that they stand for. */
  const runs: Array<{ readonly from: number; readonly to: number; readonly span: Span; readonly replaced: boolean }> =
    [];
  let text = '';
  let at = 0;
  const add = (piece: string, span: Span, replaced: boolean) => {
    if (span.end > span.start) runs.push({ from: text.length, to: text.length + piece.length, span, replaced });
    text += piece;
  };
  for (const { kind, start, end } of parts) {
    add(original.slice(at, start), { start: at, end: start }, false);
    const written = original.slice(start, end);
    const key = `${kind}/${written.toLowerCase()}`;
    const placeholder = placeholders.get(key) ?? fresh(kind);
    placeholders.set(key, placeholder);
    if (!meanings.has(placeholder)) meanings.set(placeholder, written);
    counts[kind] = (counts[kind] ?? 0) + 1;
    add(placeholder, { start, end }, true);
    at = end;
  }
  add(original.slice(at), { start: at, end: original.length }, false);

  /** A report may itself hold something like a placeholder. */
  function fresh(kind: string): string {
    for (;;) {
      const number = (numbers.get(kind) ?? 0) + 1;
      numbers.set(kind, number);
      const placeholder = `[${kind}_${number}]`;
      if (!original.includes(placeholder)) return placeholder;
    }
  }

  return {
    text,
    counts,
    toOriginal({ start, end }) {
      const first = runs.find(({ to }) => start < to);
      const last = runs.findLast(({ from }) => end > from);
      if (!first || !last || end <= start) return { start: original.length, end: original.length };
      return {
        start: first.replaced ? first.span.start : first.span.start + Math.max(0, start - first.from),
        end: last.replaced ? last.span.end : last.span.start + Math.min(end, last.to) - last.from,
      };
    },
    restore: (masked) => masked.replace(/\[[A-Z]+_\d+\]/g, (placeholder) => meanings.get(placeholder) ?? placeholder),
  };
}
