import {
  defineComponent,
  throwIfAborted,
  tokens,
  type Anatomy,
  type EvaluationContext,
  type EvaluationResult,
} from '@totalfm/core';
import { createFindingScorer, findingsOf } from '@totalfm/zero-shot';
import { embedSplits, needTestExams } from '../embed-splits.ts';
import { embedUnstored, rememberedTexts } from '../embeddings.ts';
import { needPrompts } from '../findings.ts';
import { findCases } from './found-cases.ts';
import { groundCase, type GroundingWork } from './ground-case.ts';
import { groundingResult } from './grounding-result.ts';
import { groundingOptions, type GroundingOptions } from './options.ts';
import type { TriedCase, TriedFinding } from './tried.ts';

export const groundingEvaluator = defineComponent({
  provides: tokens.Evaluator,
  id: 'grounding',
  description: 'Whether scores of found lesions come from the organ, its side and the place where the lesion lies.',
  options: groundingOptions,
  create: ({ options }) => ({
    fit(anatomy: Anatomy) {
      for (const finding of findingsOf(anatomy)) needPrompts(finding, 'both', 'grounding');
    },
    fitExams: needTestExams,
    evaluate: (context: EvaluationContext) => evaluateGrounding(context, options),
  }),
});

/**
 * Found lesions of test exams: pairs that have a finding, by the truth or else the report, and a score above the threshold of
 * validation exams. Their volumes are changed, and the score has to follow what was changed: it falls where the organ's own voxels
 * are filled with one HU, stays where all that lies around the organ is, and goes over to the other side where the volume is mirrored.
 * Where the truth knows places, a heat map by erased blocks is scored against the lesion.
 *
 * An erased organ keeps its mask and its size, so a model may still see what those tell: an enlarged organ stays enlarged.
 */
async function evaluateGrounding(context: EvaluationContext, options: GroundingOptions): Promise<EvaluationResult> {
  throwIfAborted(context.signal);
  const { embedder, anatomy, pairs, seed, progress, signal } = context;
  const findings = findingsOf(anatomy);
  for (const finding of findings) needPrompts(finding, 'both', 'grounding');
  const split = await embedSplits(context);
  const scorer = await createFindingScorer(rememberedTexts(embedder), anatomy, { signal });
  const work = {
    embed: (volumes) => embedUnstored(embedder, volumes, signal),
    scorer,
    options,
  } satisfies GroundingWork;
  const found = findings.map((one) => findCases(one, split, scorer, { most: options.cases, seed }));
  const total = found.reduce((sum, one) => sum + ('cases' in one ? one.cases.length : 0), 0);

  const tried: TriedFinding[] = [];
  let done = 0;
  for (const [at, one] of found.entries()) {
    const { id } = findings[at].finding;
    if ('reason' in one) {
      tried.push({ id, ...one });
      continue;
    }
    const { cases, ...threshold } = one;
    const own: TriedCase[] = [];
    for (const found of cases) {
      throwIfAborted(signal);
      const { mask, ...volume } = await pairs.volume(found.index);
      if (mask) own.push({ found, grounded: await groundCase(found, { ...volume, mask }, work) });
      progress.update(++done, total, 'found lesions erased');
    }
    tried.push(
      own.length > 0 ? { id, ...threshold, tried: own } : { id, reason: 'no volume of a found case has a mask' },
    );
  }
  return groundingResult(tried, context, options);
}
