import type { Volume } from '@totalfm/core';

const from = -1100;
const to = 1500;
const step = 100;
const width = 50;

/** How HU are spread, one line for each 100 HU, as bars of text; the longest bar leaves out what is air. */
export function histogram({ data }: Volume): string {
  const bins = new Float64Array((to - from) / step);
  let [below, above] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < from) below++;
    else if (data[i] >= to) above++;
    else bins[Math.floor((data[i] - from) / step)]++;
  }
  const highest = Math.max(1, ...bins.filter((_, bin) => from + bin * step >= -900));
  const line = (label: string, count: number) => {
    const bar = '█'.repeat(Math.min(width, Math.round((width * count) / highest)));
    return `${label.padStart(6)} ${bar.padEnd(width)} ${((100 * count) / data.length).toFixed(1).padStart(5)} %`;
  };
  const lines = [...bins].map((count, bin) => line(String(from + bin * step), count));
  return [line('lower', below), ...lines, line('higher', above)].filter((text) => !/ 0\.0 %$/.test(text)).join('\n');
}
