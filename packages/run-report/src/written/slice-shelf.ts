import { groupBy, throwIfAborted, type StatementEvidence } from '@totalfm/core';
import { html, type Html } from '../html.ts';
import { organSlices, type OrganSlice, type SliceLimits } from '../montage/organ-slices.ts';
import type { OpenVolume } from '../sections/montages.ts';
import { partOf } from './evidence.ts';

/** Pictures of a page, each embedded once however often it is shown. */
export interface SliceShelf {
  /** What holds the pictures: put it into the page once. */
  readonly held: Html | undefined;
  picturesOf(evidence: StatementEvidence): Html | undefined;
}

/** Characters that the pictures of a page may take. What has no room any more is shown without. */
const mostCharacters = 4_000_000;

export interface ShelfOptions extends Partial<SliceLimits> {
  readonly signal?: AbortSignal;
}

export const emptyShelf: SliceShelf = { held: undefined, picturesOf: () => undefined };

/** Makes the pictures of what statements rest on. Each volume is opened once. */
export async function sliceShelf(
  evidence: readonly StatementEvidence[],
  open: OpenVolume,
  { signal, ...limits }: ShelfOptions = {},
): Promise<SliceShelf> {
  const pictures = new Map<string, OrganSlice>();
  const shown = new Map<string, readonly string[]>();
  let room = mostCharacters;
  for (const [pair, some] of groupBy(evidence, (one) => one.pair)) {
    throwIfAborted(signal);
    const volume = room > 0 ? await open(pair) : undefined;
    for (const one of volume ? some : []) {
      const slices = organSlices(volume!, one.slices, limits).map(
        (slice) => [`${pair} ${slice.slice}`, slice] as const,
      );
      for (const [key, slice] of slices) {
        if (!pictures.has(key)) room -= slice.png.length + slice.outline.length;
        pictures.set(key, slice);
      }
      shown.set(
        keyOf(one),
        slices.map(([key]) => key),
      );
    }
  }
  if (pictures.size === 0) return emptyShelf;
  const places = new Map([...pictures.keys()].map((key, place) => [key, place]));
  return {
    held: html`<svg class="shelf" aria-hidden="true">
      ${[...pictures.values()].map((slice, place) => symbol(slice, place))}
    </svg>`,
    picturesOf: (one) => {
      const keys = shown.get(keyOf(one));
      return keys && html`${keys.map((key) => picture(one.pair, pictures.get(key)!, places.get(key)!))}`;
    },
  };
}

const keyOf = ({ pair, slices }: StatementEvidence) => `${pair} ${slices?.join('–')}`;

const symbol = ({ edge, png, outline }: OrganSlice, place: number) =>
  html`<symbol id="slice-${place}" viewBox="0 0 ${edge} ${edge}">
    <image href="${png}" width="${edge}" height="${edge}" />
    ${outline && html`<path d="${outline}" />`}
  </symbol>`;

const picture = (pair: string, { slice, edge }: OrganSlice, place: number) =>
  html`<svg
    class="slice"
    viewBox="0 0 ${edge} ${edge}"
    role="img"
    aria-label="Axial slice ${slice} of ${partOf(pair)}, outlined"
  >
    <title>slice ${slice}</title>
    <use href="#slice-${place}" />
  </svg> `;
