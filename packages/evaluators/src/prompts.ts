import { promptBankVersion } from '@totalfm/anatomy';
import { hashText, type Anatomy, type FindingDefinition, type OrganDefinition, type Side } from '@totalfm/core';

/** A finding with the organ whose definition brings it. */
export interface FindingOfOrgan {
  readonly finding: FindingDefinition;
  readonly organ: OrganDefinition;
}

/** Every finding of the anatomy once, in order. */
export function findingsOf({ organs }: Anatomy): readonly FindingOfOrgan[] {
  const byId = new Map<string, FindingOfOrgan>();
  for (const organ of organs)
    for (const finding of organ.findings) if (!byId.has(finding.id)) byId.set(finding.id, { finding, organ });
  return [...byId.values()];
}

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

/**
 * The version of the built-in prompts, and a hash of the experiment's own, which a plugin's organ may add to: scores are
 * comparable only where both agree.
 */
export function promptBankOf({ organs }: Anatomy): string {
  const bank = organs.map(({ organ, name, normal, findings }) => [
    organ,
    name,
    normal,
    findings.map(({ id, prompts }) => [id, prompts.present, prompts.absent]),
  ]);
  return `${promptBankVersion}+${hashText(JSON.stringify(bank)).toString(16).padStart(8, '0')}`;
}
