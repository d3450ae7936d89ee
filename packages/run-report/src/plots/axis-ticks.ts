/** Letters of a tick, and what keeps two of them apart, in pixels of the type that plots have. */
const letter = 6.5;
const gap = 8;

/** More than a decade, of positive numbers: what a logarithmic axis is for. */
export const isWide = (values: readonly number[]): boolean =>
  Math.min(...values) > 0 && Math.max(...values) > 10 * Math.min(...values);

/** The values that are plotted, from the least on, but for those whose labels would run into the one before. */
export function axisTicks(values: readonly number[], type: 'linear' | 'log', width: number): readonly number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const scaled = type === 'log' ? Math.log : (value: number) => value;
  const [first, last] = [scaled(sorted[0]), scaled(sorted.at(-1)!)];
  const ticks: number[] = [];
  let end = -Infinity;
  for (const tick of sorted) {
    const centre = last > first ? ((scaled(tick) - first) / (last - first)) * width : width / 2;
    const half = (String(tick).length * letter) / 2;
    if (centre - half < end + gap) continue;
    ticks.push(tick);
    end = centre + half;
  }
  return ticks;
}
