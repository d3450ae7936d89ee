/** A measurement in the report's text. */
export interface Size {
  readonly start: number;
  readonly end: number;
  /** Longest diameter in millimetres. */
  readonly mm: number;
  /** It is of an earlier exam: `previously 3 cm`, `decreased from 3 cm`. */
  readonly prior: boolean;
}

const number = String.raw`\d{1,3}(?:[.,]\d{1,2})?`;
const unit = '(?:cm|mm|㎝|㎜|centimet(?:er|re)s?|millimet(?:er|re)s?)';
// 2.3 x 1.8 cm · 23 mm x 18 mm · 2-cm · 3–4 mm · 13x9.3 mm
const measure = String.raw`${number}(?:\s*-?\s*${unit})?`;
const sizePattern = new RegExp(
  String.raw`(?<![\d.,])${measure}(?:\s*(?:[x×*]|by|to|[-–])\s*${measure}){0,2}(?![\p{Script=Latin}\d])`,
  'giu',
);
// "2 cm from the hilum" is a distance, "5 mm slices" a setting.
const noSize =
  /^\s*(?:from|above|below|away|distal|proximal|slice|section|interval|collimation|reconstruction|increment|margin)/i;

const beforePrior =
  /\b(?:previously|formerly|prior|earlier|was|were|(?<!ranging |ranges |range |vary |varying |apart |aside )from|compared (?:to|with))\s+(?:(?:a|an|the|about|approximately|measur\w+|size of)\s+)*$/i;

/** Diameters in `report.slice(start, end)`: numbers with a unit, joined by `x`; the longest counts. */
export function findSizes(report: string, start: number, end: number): Size[] {
  const text = report.slice(start, end);
  if (!/[cm]m|㎝|㎜|imet/i.test(text)) return [];
  const sizes: Size[] = [];
  for (const match of text.matchAll(sizePattern)) {
    const units = match[0].match(new RegExp(unit, 'gi'));
    if (!units || noSize.test(text.slice(match.index + match[0].length))) continue;
    const factor = /^[c㎝]/i.test(units[units.length - 1]) ? 10 : 1;
    const values = match[0].match(new RegExp(number, 'g'))!.map((value) => Number(value.replace(',', '.')));
    // Rounded to a hundredth: 1.4 cm is 14 mm, not 13.999….
    sizes.push({
      start: start + match.index,
      end: start + match.index + match[0].length,
      mm: Math.round(Math.max(...values) * factor * 100) / 100,
      prior: beforePrior.test(text.slice(Math.max(0, match.index - 40), match.index)),
    });
  }
  return sizes;
}
