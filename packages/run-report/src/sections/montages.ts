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
    const columns = [
      { title: 'Hits: present and found', cases: await figures(name, hits, volume) },
      { title: 'Misses: present and not found', cases: await figures(name, misses, volume) },
      { title: 'False alarms: absent, called present', cases: await figures(name, falseAlarms, volume) },
    ];
    if (columns.every(({ cases }) => cases.length === 0)) continue;
    blocks.push(
      html`<h3>
          <span class="key" style="--colour: ${gradeColour(grade)}"></span>${name}
          ${grade && html`<span class="quiet">(${grade})</span>`}
        </h3>
        <div class="cases">
          ${columns.map(
            ({ title, cases }) =>
              html`<div>
                <h4>${title}</h4>
                <div class="pictures">
                  ${cases.length > 0 ? cases : html`<p class="quiet">None among the test exams.</p>`}
                </div>
              </div>`,
          )}
        </div> `,
    );
  }
  if (blocks.length === 0) return undefined;
  return html`<p class="quiet">
      Organ volumes as the model gets them, from the best-supported ${plural(metrics.unit)} of each grade. Each picture
      shows ${planes.join(', ')} slices through the organ’s centre, in the window that suits the organ, at one scale,
      the patient’s right on the left. A small lesion may lie outside of these slices.
    </p>
    ${blocks}`;
}

async function figures(name: string, cases: readonly CaseScore[], open: OpenVolume): Promise<Html[]> {
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
        <figcaption>${exam}, ${part}, ${window.name.replace('-', ' ')} window, score ${decimal(score)}</figcaption>
      </figure>`;
    }),
  );
  return drawn.filter((one) => one !== undefined);
}
