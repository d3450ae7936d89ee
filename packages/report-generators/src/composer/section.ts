import { isPaired, type Finding, type OrganDefinition, type Side } from '@totalfm/core';
import { sectionTitle } from '../language/part-words.ts';
import { callNormal, sayNotAssessed, type ReadSides } from './call-normal.ts';
import type { PartDraft } from './draft.ts';
import { stateFindings, type NameSide, type StatedSentence } from './state-findings.ts';
import type { TextReader } from './text-reader.ts';

/** What is said under one heading. */
export interface DraftSection {
  readonly organ: OrganDefinition;
  readonly title: string;
  readonly sentences: readonly StatedSentence[];
}

/** Everything about one organ: findings, what is normal, what was not assessed. `drafts` are its parts, right before left. */
export async function writeSection(
  organ: OrganDefinition,
  drafts: readonly PartDraft[],
  reader: TextReader,
  signal?: AbortSignal,
): Promise<DraftSection> {
  const title = sectionTitle(organ);
  const read = async (text: string) => (await reader.under(title, [text], signal))[0].statements;
  const nameSide: NameSide = async (text, findings, side) => {
    for (const candidate of [text, text.replace(/\.$/, ` on the ${side}.`)])
      if (statesExactly(await read(candidate), organ, findings, [side])) return candidate;
    return undefined;
  };
  const readSides: ReadSides = async ({ text }) => {
    const statements = await read(text!);
    const own = statements.every((one) => one.organ === organ.organ && one.state === 'absent');
    return own && statements.length > 0 ? [...new Set(statements.flatMap(({ sides }) => sides))] : undefined;
  };
  return {
    organ,
    title,
    sentences: [
      ...(await stateFindings(drafts, nameSide)),
      ...(await callNormal(drafts, readSides)),
      ...sayNotAssessed(drafts),
    ],
  };
}

/** Whether statements have just these findings of the organ present, of a paired organ on just these sides, and hedge nothing. */
export function statesExactly(
  statements: readonly Finding[],
  organ: OrganDefinition,
  findings: readonly string[],
  sides: readonly Side[],
): boolean {
  const keyed = (ids: readonly string[], of: readonly Side[]) =>
    isPaired(organ) ? ids.flatMap((id) => (of.length > 0 ? of.map((side) => `${id} ${side}`) : [`${id} ?`])) : ids;
  if (statements.some((one) => one.state === 'uncertain')) return false;
  const present = statements.filter(({ state }) => state === 'present');
  if (present.some((one) => one.organ !== organ.organ || one.finding === undefined)) return false;
  const read = new Set(present.flatMap((one) => keyed([one.finding!], one.sides)));
  const meant = new Set(keyed(findings, sides));
  return read.size === meant.size && [...meant].every((one) => read.has(one));
}
