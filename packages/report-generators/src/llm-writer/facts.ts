import type { Anatomy, Finding, OrganDefinition, OrganPart, WrittenReport, WrittenSentence } from '@totalfm/core';
import { organOf } from '../organ-of.ts';
import { isSaid, keysOf, presentKeys, type StatementKey } from './statement-keys.ts';

/** A sentence that was checked, with what has to be said where it does not stand. None: it stays, whatever is said. */
export interface PlainSentence {
  readonly sentence: WrittenSentence;
  readonly keys: readonly StatementKey[];
}

/** What may be said under a heading, and what has to be. */
export interface SectionFacts {
  readonly organ: OrganDefinition;
  readonly title: string;
  readonly plain: readonly PlainSentence[];
  /** Everything that the checked sentences say. */
  readonly said: ReadonlySet<StatementKey>;
  readonly notAssessed: readonly OrganPart[];
}

/** What a checked report says, section by section: findings by its structure, and by its parser what is normal or denied. */
export const factsOf = (
  { sections, notAssessed }: WrittenReport,
  anatomy: Pick<Anatomy, 'organs'>,
  read: readonly (readonly (readonly Finding[])[])[],
): readonly SectionFacts[] =>
  sections.map(({ title, organ: id, sentences }, number) => {
    const organ = organOf(anatomy, { organ: id });
    const present = new Set(sentences.flatMap((sentence) => presentKeys(sentence, organ)));
    const denied = read[number].map((statements) => deniedIn(statements, organ, present));
    const plain = sentences.map((sentence, index) => {
      const keys = sentence.findings.length > 0 ? presentKeys(sentence, organ) : denied[index];
      return { sentence, keys };
    });
    const said = new Set([...present, ...denied.flat()]);
    return { organ, title, plain, said, notAssessed: notAssessed.filter((part) => part.organ === id) };
  });

function deniedIn(
  statements: readonly Finding[],
  organ: OrganDefinition,
  present: ReadonlySet<StatementKey>,
): readonly StatementKey[] {
  const own = statements.filter((one) => one.organ === organ.organ && one.state === 'absent');
  const keys = own.flatMap((statement) => keysOf(statement, organ));
  return keys.filter((key) => !present.has(key.replace('absent', 'present')));
}

/** Whether statements say nothing but what may be said under a heading. */
export const mayBeSaid = (statement: Finding, { organ, said }: SectionFacts): boolean =>
  statement.organ === organ.organ && keysOf(statement, organ).every((key) => isSaid(key, said));
