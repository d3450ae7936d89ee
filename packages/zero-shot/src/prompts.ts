import { isPaired, type Anatomy, type FindingDefinition, type OrganDefinition, type Side } from '@totalfm/core';

/** A finding with the organ whose definition brings it. */
export interface FindingOfOrgan {
  readonly finding: FindingDefinition;
  readonly organ: OrganDefinition;
}

/** Every finding of the anatomy once, in order. */
export function findingsOf({ organs }: Pick<Anatomy, 'organs'>): readonly FindingOfOrgan[] {
  const byId = new Map<string, FindingOfOrgan>();
  for (const organ of organs)
    for (const finding of organ.findings) if (!byId.has(finding.id)) byId.set(finding.id, { finding, organ });
  return [...byId.values()];
}

/** What a volume may be of: one side of a paired organ, or an organ without sides (and a volume that holds both). */
export const sidesOf = (organ: OrganDefinition): readonly (Side | undefined)[] =>
  isPaired(organ) ? [undefined, 'left', 'right'] : [undefined];

/**
 * Fills `{organ}` with the organ's name and `{side}` with the side. Where there is no side (a single organ, or a volume
 * that holds both sides) the words that say it go: `on the {side}`, `{side}-sided`, `{side}`.
 */
export function fillPrompt(prompt: string, organ: Pick<OrganDefinition, 'name'>, side?: Side): string {
  const sided = side
    ? prompt.replaceAll('{side}', side)
    : prompt.replaceAll(/\s+on the \{side\}/g, '').replaceAll(/\{side\}(-sided)?\s*/g, '');
  const filled = sided
    .replaceAll('{organ}', organ.name)
    .replaceAll(/\s+(?=[\s.,;])/g, '')
    .trim();
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}

/** What a finding is held against: nothing, prompts that deny it, sentences that call the organ normal, or both. */
export const negativesChoices = ['none', 'absent', 'normal', 'both'] as const;

export type Negatives = (typeof negativesChoices)[number];

/** Sentences that state a finding of an organ (and side), and those that it is held against. */
export interface FilledPrompts {
  readonly present: readonly string[];
  readonly negative: readonly string[];
}

/**
 * The prompts of a finding, filled; either list is empty where the anatomy has none. Of one `wording`, counted from 0: that which states
 * it, and one of each kind that it is held against, where a list that is shorter begins anew.
 */
export function filledPrompts(
  { finding, organ }: FindingOfOrgan,
  side: Side | undefined,
  negatives: Negatives,
  wording?: number,
): FilledPrompts {
  const some = (prompts: readonly string[]) =>
    wording === undefined || prompts.length === 0 ? prompts : [prompts[wording % prompts.length]];
  const fill = (prompts: readonly string[]) => some(prompts).map((prompt) => fillPrompt(prompt, organ, side));
  const wanted = (kind: 'absent' | 'normal') => negatives === kind || negatives === 'both';
  return {
    present: fill(finding.prompts.present),
    negative: [
      ...(wanted('absent') ? fill(finding.prompts.absent) : []),
      ...(wanted('normal') ? fill(organ.normal) : []),
    ],
  };
}

/** Whether prompts are enough to score by. */
export const canScore = ({ present, negative }: FilledPrompts, negatives: Negatives): boolean =>
  present.length > 0 && (negatives === 'none' || negative.length > 0);
