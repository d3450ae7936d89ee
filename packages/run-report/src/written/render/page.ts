import { html } from '../../html.ts';
import { page } from '../../page.ts';
import type { OpenVolume } from '../../sections/montages.ts';
import { findingNumbers } from '../finding-numbers.ts';
import { emptyShelf, sliceShelf } from '../slice-shelf.ts';
import { writtenStyle } from '../style.ts';
import { writtenReport } from '../written-report.ts';
import { evidenceOf, writtenBy, type WrittenDocument } from './document.ts';

/** One report has room for more and larger pictures than a page of many. */
const limits = { pixels: 96, slices: 6 };

/** A written report as a self-contained page: a sentence opens the slices of the organ volume that it rests on. */
export async function writtenPage(
  written: WrittenDocument,
  volume?: OpenVolume,
  signal?: AbortSignal,
): Promise<string> {
  const { report, nameOf } = written;
  const { held, picturesOf } = volume
    ? await sliceShelf(evidenceOf(report), volume, { ...limits, signal })
    : emptyShelf;
  const body = html`<div class="written">
    <div class="side">
      ${writtenReport(report, undefined, { nameOf, picturesOf, numbers: findingNumbers(), heading: 'h3' })}
    </div>
    ${held}
  </div>`;
  const lead = html`<p class="quiet">
    ${writtenBy(written)} A sentence opens the slices that it rests on, with the organ’s mask outlined.
  </p>`;
  return page('Written report', lead, [{ id: 'report', title: 'Report', body, style: writtenStyle() }]);
}
