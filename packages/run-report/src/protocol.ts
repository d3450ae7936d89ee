import type { EvaluationMetrics, Protocol } from '@totalfm/core';

/** What each protocol allows, as it stands on pages. */
const told: Readonly<Record<Protocol, string>> = {
  closed:
    'a classifier of the very findings that are scored was trained beside the texts, so that this is not zero-shot',
  contrast: 'trained by reports as texts, without a classifier of findings: zero-shot',
  unseen: 'scored by prompts alone, by models from whose training the finding was withheld',
};

/** `Findings (contrast)`: what was scored, and by which protocol; the title alone where that says nothing of it. */
export const titleOf = ({ title, protocol }: Pick<EvaluationMetrics, 'title' | 'protocol'>): string =>
  protocol ? `${title} (${protocol})` : title;

/** `Protocol: contrast, …`, as a sentence. */
export const protocolSentence = ({ protocol }: Pick<EvaluationMetrics, 'protocol'>): string | undefined =>
  protocol && `Protocol: ${protocol}, which is ${told[protocol]}.`;

/** Targets of a result that were withheld from the training of its model; of a result that is of nothing else, none. */
export const withheldTargets = ({ targets, protocol }: Pick<EvaluationMetrics, 'targets' | 'protocol'>) =>
  protocol === 'unseen' ? [] : targets.filter(({ unseen }) => unseen);
