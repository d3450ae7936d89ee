import { colours } from '../colours.ts';
import { html, rawHtml, type Html } from '../html.ts';

export interface SvgFigure {
  readonly title: string;
  /** Empty where there is nothing to tell apart. */
  readonly legend: readonly { readonly name: string; readonly colour: string }[];
  /** The inline SVG of a plot, and its size in pixels. */
  readonly plot: Html;
  readonly width: number;
  readonly height: number;
}

const line = 17;
const margin = 10;
/** Of a letter, at 12 pixels, so that no name is cut off. */
const letter = 6.8;

/**
 * A figure as a file that stands alone. Colours are written out, since few programs but browsers know variables; where a
 * browser is dark, rules turn them.
 */
export function svgFile({ title, legend, plot, width, height }: SvgFigure): string {
  const longest = Math.max(title.length, ...legend.map(({ name }) => name.length + 3));
  const wide = Math.ceil(Math.max(width, longest * letter) + 2 * margin);
  const top = margin + line * (legend.length + 1);
  const tall = top + height + margin;
  const markup = html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${wide}"
    height="${tall}"
    viewBox="0 0 ${wide} ${tall}"
    color="var(--ink)"
    fill="var(--ink)"
    font-family="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
    font-size="11"
  >
    <style>
      ${rawHtml(darkRules)}
    </style>
    <rect width="100%" height="100%" fill="var(--paper)" />
    <text x="${margin}" y="${margin + 11}" font-size="12" font-weight="600">${title}</text>
    ${legend.map(({ name, colour }, index) => {
      const middle = margin + line * (index + 1) + 8;
      return html`<circle cx="${margin + 5}" cy="${middle}" r="4" fill="${colour}" />
        <text x="${margin + 15}" y="${middle + 4}" font-size="12">${name}</text> `;
    })}
    <svg x="${margin}" y="${top}" width="${width}" height="${height}" overflow="visible">${plot}</svg>
  </svg> `.markup;
  return Object.entries(colours).reduce(
    (text, [name, [light]]) => text.replaceAll(`var(--${name})`, light),
    `${markup.trim()}\n`,
  );
}

const darkRules = `@media (prefers-color-scheme: dark) { ${Object.values(colours)
  .flatMap(([light, dark]) => ['fill', 'stroke', 'color'].map((of) => `[${of}="${light}"] { ${of}: ${dark}; }`))
  .filter((rule, index, all) => all.indexOf(rule) === index)
  .join(' ')} }`;
