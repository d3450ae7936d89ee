import { html, type HtmlPart } from '../html.ts';
import type { RunFiles } from '../run-files.ts';
import { table } from '../table.ts';

/** How the segmenter's masks agree with those that came with the exams; nothing where none could be compared. */
export function masksSection({ masks }: RunFiles): HtmlPart {
  const parts = masks?.parts ?? [];
  if (parts.length === 0) return undefined;
  const mean = parts.reduce((sum, { dice }) => sum + dice, 0) / parts.length;
  return html`<p>
      Dice of the segmenter’s masks with those that came with the exams, which were used for this alone: mean over organ
      parts <strong>${mean.toFixed(3)}</strong>.
    </p>
    ${table(
      'Dice by organ part, over exams where either mask shows it',
      [
        { title: 'Organ part' },
        { title: 'Exams', kind: 'number' },
        { title: 'Mean', kind: 'number' },
        { title: 'Standard deviation', kind: 'number' },
        { title: 'Least', kind: 'number' },
      ],
      [...parts]
        .sort((a, b) => b.dice - a.dice)
        .map(({ part, exams, dice, deviation, least }) => [
          part.replaceAll('_', ' '),
          String(exams),
          dice.toFixed(3),
          deviation.toFixed(3),
          least.toFixed(3),
        ]),
    )}`;
}
