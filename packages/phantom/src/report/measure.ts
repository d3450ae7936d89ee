import type { Random } from '@totalfm/core';

/** How one radiologist writes sizes: the whole report keeps to it. */
export interface MeasureStyle {
  readonly unit: 'mm' | 'cm' | 'mixed';
  readonly twoAxes: boolean;
}

export function pickMeasureStyle(random: Random): MeasureStyle {
  return { unit: random.pick(['mm', 'cm', 'mixed', 'mixed']), twoAxes: random.chance(0.3) };
}

/** A length as written: `8 mm`, `2.3 cm`, `23 x 19 mm`. */
export function writeSize(mm: number, style: MeasureStyle, random: Random): string {
  const centimetres = style.unit === 'cm' || (style.unit === 'mixed' && mm >= 10);
  const one = (value: number) =>
    centimetres ? (Math.max(1, Math.round(value)) / 10).toFixed(1) : String(Math.max(1, Math.round(value)));
  const unit = centimetres ? 'cm' : 'mm';
  if (!style.twoAxes || mm < 9 || random.chance(0.4)) return `${one(mm)} ${unit}`;
  return `${one(mm)} x ${one(mm * random.uniform(0.82, 0.98))} ${unit}`;
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five'];

export function writeCount(count: number): string {
  return numbers[count] ?? 'multiple';
}
