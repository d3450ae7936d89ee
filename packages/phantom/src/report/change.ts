import type { Random } from '@totalfm/core';
import { expand } from './expand.ts';

const changes = {
  stable: [
    'unchanged[ from prior| compared to prior| since the prior exam|]',
    'stable[ from prior| compared with the previous study|]',
    'not significantly changed',
    'similar to prior',
  ],
  increased: [
    'increased[ from prior| in the interval|]',
    'progressed[ since the prior exam|]',
    'more pronounced than before',
  ],
  decreased: [
    'decreased[ from prior| in the interval|]',
    'improved[ since the prior exam|]',
    'less pronounced than before',
  ],
  new: [
    'new[ from prior| since the prior exam|]',
    'not seen on the prior study',
    'new compared to [prior|the previous CT]',
  ],
} as const;

/** For a finding with a diameter. */
const sizeChanges = {
  stable: ['unchanged in size', ...changes.stable],
  increased: [
    'larger than on the prior study',
    'previously {prior}, now larger',
    'increased from {prior}',
    'grown since the prior exam',
  ],
  decreased: ['smaller than on the prior study', 'decreased from {prior}', 'previously {prior}', 'reduced in size'],
  new: changes.new,
} as const;

interface Comparison {
  readonly change: keyof typeof changes;
  /** The size that it had. */
  readonly prior: string | undefined;
  /** It has a diameter. */
  readonly sized: boolean;
}

/** A sentence with its comparison: `…, unchanged from prior.` */
export function withChange(sentence: string, { change, prior, sized }: Comparison, random: Random): string {
  for (const template of random.shuffle(sized ? sizeChanges[change] : changes[change])) {
    const text = expand(template, random, { prior });
    if (text === undefined) continue;
    const lower = text.charAt(0).toLowerCase() + text.slice(1);
    return random.chance(0.8) ? `${sentence.replace(/\.$/, '')}, ${lower}.` : `${sentence} This is ${lower}.`;
  }
  return sentence;
}

/** Sentences for a finding of the prior exam that has gone; `{noun}` names it. */
export const resolvedTemplates: readonly string[] = [
  'Previously seen {noun} has resolved.',
  'Interval resolution of {noun}.',
  '[The |]prior {noun} is no longer seen.',
  'Resolved {noun} since the prior exam.',
];
