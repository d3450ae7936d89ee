import type { CheckCounts, OrganDefinition, PartText } from '@totalfm/core';
import { probabilityOf, scoreNeeded, type FindingModel } from '../calibration/finding-model.ts';
import type { ComposerOptions } from './options.ts';

/** A finding that the report states of a part. */
export interface Stated {
  readonly finding: string;
  readonly from: 'generator' | 'check';
  readonly unsupported?: true;
  /** Absent where the contrastive model has no score of it. */
  readonly score?: number;
  readonly threshold?: number;
  /** 0–1. */
  readonly probability: number;
}

/** What decides about the findings of a part. */
export interface PartSigns {
  /** The contrastive model's own scores, by finding id. */
  readonly scores: Readonly<Record<string, number>>;
  readonly said: ReadonlySet<string>;
  readonly confidence?: PartText['confidence'];
}

/** What was learned of one generator on validation exams. */
export interface Calibration {
  /** Undefined: nothing could be learned. */
  readonly model?: FindingModel;
  /** Whether the generator says how sure it is. */
  readonly confident: boolean;
}

const surest = 0.99;

/** What speaks for a finding beside its score: that it was said, and how surely (as log odds). */
export function besideScore({ said, confidence }: PartSigns, finding: string, confident: boolean): readonly number[] {
  const known = confidence?.[finding] ?? 0.5;
  const sure = Math.min(Math.max(known, 1 - surest), surest);
  return [Number(said.has(finding)), ...(confident ? [Math.log(sure / (1 - sure))] : [])];
}

/** What nobody said has to be more likely than not: where a model is hardly better than chance, F1 is best if it says yes to all. */
const surer = (model: FindingModel): FindingModel => ({ ...model, threshold: Math.max(model.threshold, 0.5) });

/** A score of 0 is as near to what states a finding as to what denies it: what stands in where nothing could be learned. */
const neutral = 0;

/**
 * The findings that a report states of a part. One that was said has to reach the score that validation exams ask for when this
 * generator says so; one that was not said, the higher score that they ask for when it does not. Without validation exams what
 * was said has to be nearer to its prompts than to their contrary, and nothing is added.
 */
export function checkFindings(
  organ: OrganDefinition,
  signs: PartSigns,
  { model, confident }: Calibration,
  selfCheck: ComposerOptions['selfCheck'],
): { readonly stated: readonly Stated[]; readonly checks: CheckCounts } {
  const counts = { stated: signs.said.size, dropped: 0, marked: 0, added: 0 };
  const stated = organ.findings.flatMap(({ id: finding }): Stated[] => {
    const said = signs.said.has(finding);
    const score = signs.scores[finding];
    const beside = besideScore(signs, finding, confident);
    const asked = model && (said ? model : surer(model));
    const learned = asked && score !== undefined ? scoreNeeded(asked, finding, beside) : undefined;
    const threshold = learned ?? neutral;
    const supported = score !== undefined && score >= threshold && (said || learned !== undefined);
    const probability = (model && score !== undefined && probabilityOf(model, finding, { score, beside })) || 0;
    const evidence = score === undefined ? { probability } : { score, threshold, probability };
    if (!said) {
      if (!supported || selfCheck === 'off') return [];
      counts.added++;
      return [{ finding, from: 'check', ...evidence }];
    }
    if (supported || selfCheck === 'off') return [{ finding, from: 'generator', ...evidence }];
    if (selfCheck === 'drop') {
      counts.dropped++;
      return [];
    }
    counts.marked++;
    return [{ finding, from: 'generator', unsupported: true, ...evidence }];
  });
  return { stated, checks: counts };
}
