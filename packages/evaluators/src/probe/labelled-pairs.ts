import { createRandom, rowsOf, type EvaluationContext } from '@totalfm/core';
import { embedRows, type EmbeddedPair } from '../embed-splits.ts';
import { evaluatorErrors } from '../errors.ts';

/** Labelled training exams of one draw, as embedded pairs. */
export interface LabelledDraw {
  readonly exams: number;
  readonly pairs: readonly EmbeddedPair[];
}

/**
 * Draws labelled exams from the training split, several times; each draw is without replacement, by the seed and its own number, so
 * that two models are probed with the same exams. Pairs whose masks are in doubt are left out, as in training. Throws
 * `TFM_EVALUATE_NO_LABELLED` where there are fewer exams than are asked for, or none.
 */
export async function drawLabelled(
  context: EvaluationContext,
  labelled: number | 'all',
  draws: number,
): Promise<readonly LabelledDraw[]> {
  const { pairs, validationPairs: reader = pairs, seed } = context;
  const { exam, exams, doubted } = reader.columns;
  const rows = rowsOf(reader, 'train').filter((row) => !doubted[row]);
  const known = [...new Set(rows.map((row) => exams[exam[row]]))].sort();
  if (known.length === 0 || (labelled !== 'all' && labelled > known.length))
    throw evaluatorErrors.TFM_EVALUATE_NO_LABELLED({
      stage: 'evaluate',
      option: 'evaluate.labelled',
      message: `A probe of ${labelled} labelled exams was asked for, and ${known.length} training exams have organ pairs without doubts.`,
      fix: known.length > 0 ? `Ask for ${known.length} or fewer, or for all.` : 'Give the cohort training exams.',
    });
  const random = createRandom(seed).fork('probe');
  const drawn = Array.from({ length: draws }, (_, draw) =>
    labelled === 'all' ? known : random.fork(String(draw)).shuffle(known).slice(0, labelled),
  );
  const wanted = new Set(drawn.flat());
  const indices = rows.filter((row) => wanted.has(exams[exam[row]]));
  const embedded = await embedRows(context, reader, indices);
  return drawn.map((some) => {
    const own = new Set(some);
    return { exams: some.length, pairs: embedded.filter(({ row }) => own.has(row.exam)) };
  });
}
