import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { rawHtml, type Html } from '../html.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** A plot as inline SVG, described for screen readers. Its colours and type come from the page's style sheet. */
export function plotSvg(label: string, options: Plot.PlotOptions): Html {
  const svg = Plot.plot({
    ...options,
    document: document as unknown as Plot.PlotOptions['document'],
    className: 'plot',
  });
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const attribute of ['xmlns', 'xmlns:xlink', 'font-family', 'font-size']) svg.removeAttribute(attribute);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  return rawHtml(svg.outerHTML);
}
