import { throwIfAborted, type ComposerContext } from '@totalfm/core';
import { fitFindingModel, type FindingCase } from '../calibration/finding-model.ts';
import { readParts, type Composing } from './compose-exam.ts';
import { besideScore, type Calibration, type PartSigns } from './self-check.ts';

/** What the contrastive model and a generator make of a finding of a validation exam. */
interface Sight extends Pick<FindingCase, 'finding' | 'exam' | 'patient' | 'score' | 'label'> {
  readonly signs: Pick<PartSigns, 'said' | 'confidence'>;
}

/**
 * Learns from validation exams what a score is worth when this generator states a finding, and when it does not. What reports leave
 * open teaches nothing, nor do masks in doubt. It holds some 50 bytes for each finding of each part of a validation exam.
 */
export async function calibrate(
  { validation, progress, signal }: Pick<ComposerContext, 'validation' | 'progress' | 'signal'>,
  composing: Composing,
): Promise<Calibration> {
  const { anatomy, embedder, scorer } = composing;
  const sights: Sight[] = [];
  const reader = composing.readers();
  let exams = 0;
  for await (const { exam, parts } of validation) {
    throwIfAborted(signal);
    const undoubted = parts.filter(({ row }) => row.doubts.length === 0);
    for (const { part, vector, read } of await readParts(undoubted, { anatomy, embedder, reader }, signal)) {
      const signs = { said: read.said, confidence: part.said.confidence };
      for (const [finding, score] of Object.entries(scorer.scores(vector, part.row))) {
        const state = part.row.states[finding];
        if (state === undefined || state === 'uncertain') continue;
        sights.push({ finding, exam, patient: part.row.patient, score, label: state === 'present', signs });
      }
    }
    progress.update(++exams, exams, 'validation exams described');
  }
  const confident = sights.some(({ signs }) => signs.confidence !== undefined);
  const cases = sights.map(({ signs, ...sight }): FindingCase => {
    return { ...sight, beside: besideScore({ ...signs, scores: {} }, sight.finding, confident) };
  });
  const model = fitFindingModel(cases);
  if (!model)
    progress.warn(
      'No finding of validation exams is present: the self-check holds scores against 0, and adds nothing.',
    );
  return { model, confident };
}
