import { partName, throwIfAborted, type CaseScore, type EvaluationMetrics, type OrganVolume } from '@totalfm/core';
import { decimal, plural } from '../format.ts';
import { gradeColour } from '../grades.ts';
import { html, type Html } from '../html.ts';
import { chooseCases } from '../montage/choose-cases.ts';
import { pngDataUri } from '../montage/png.ts';
import { organCentre, planes, slicePicture, windowFor } from '../montage/slices.ts';

/** Opens the volume of a pair; undefined where it is not at hand. */
export type OpenVolume = (pairKey: string) => Promise<OrganVolume | undefined>;

const edge = 128;

/** What the model saw where it was right and where it was wrong. */
export async function montagesSection(
  metrics: EvaluationMetrics,
  scores: readonly CaseScore[],
  volume: OpenVolume,
  signal?: AbortSignal,
): Promise<Html | undefined> {
  const blocks: Html[] = [];
  for (const { target, hits, misses, falseAlarms } of chooseCases(metrics, scores)) {
    throwIfAborted(signal);
    const { name, grade } = target;
    const pictures = [
      ...(await figures('Hit', name, hits, volume)),
      ...(await figures('Miss', name, misses, volume)),
      ...(await figures('False alarm', name, falseAlarms, volume)),
    ];
    if (pictures.length === 0) continue;
    const none = [
      hits.length === 0 && 'hits',
      misses.length === 0 && 'misses',
      falseAlarms.length === 0 && 'false alarms',
    ];
    blocks.push(
      html`<h3>
          <span class="key" style="--colour: ${gradeColour(grade)}"></span>${name}
          ${grade && html`<span class="quiet">(${grade})</span>`}
        </h3>
        <div class="cases">${pictures}</div>
        ${none.some(Boolean) &&
        html`<p class="quiet">Among the test exams are no ${none.filter(Boolean).join(' and no ')}.</p>`} `,
    );
  }
  if (blocks.length === 0) return undefined;
  return html`<p class="quiet">
      Organ volumes as the model gets them, from the best-supported ${plural(metrics.unit)} of each grade. Each picture
      shows ${planes.join(', ')} slices through the organ’s centre, in the window that suits the organ, at one scale,
      the patient’s right on the left. A small lesion may lie outside of these slices. A hit is present and found, a
      miss present and not found, a false alarm absent and called present.
    </p>
    ${blocks}`;
}

async function figures(kind: string, name: string, cases: readonly CaseScore[], open: OpenVolume): Promise<Html[]> {
  const drawn = await Promise.all(
    cases.map(async ({ pair, exam, score, label, predicted }) => {
      const volume = await open(pair!);
      if (!volume) return undefined;
      const centre = organCentre(volume);
      const window = windowFor(volume);
      const picture = pngDataUri(planes.map((plane) => slicePicture(volume, plane, { centre, window, edge })));
      const part = partName(volume).replaceAll('_', ' ');
      const alt = `${part} of exam ${exam} in three planes, ${window.name} window: ${name} ${label ? 'present' : 'absent'}, ${predicted ? 'called present' : 'not called'}.`;
      return html`<figure>
        <img src="${picture}" width="${3 * edge + 4}" height="${edge}" alt="${alt}" />
        <figcaption>
          <b>${kind}</b>: ${exam}, ${part}, ${window.name.replace('-', ' ')} window, score ${decimal(score)}
        </figcaption>
      </figure>`;
    }),
  );
  return drawn.filter((one) => one !== undefined);
}
