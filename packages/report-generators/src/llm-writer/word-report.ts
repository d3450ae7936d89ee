import type { Anatomy, DescribedExam, ErrorRecord, WrittenReport } from '@totalfm/core';
import type { TextReader } from '../composer/text-reader.ts';
import type { Asker } from './asker.ts';
import { factsOf, mayBeSaid, type SectionFacts } from './facts.ts';
import { stayedPlain, struckOut } from './notices.ts';
import { isWorded, questionOf } from './prompt.ts';
import { readAnswer, type AnsweredSections } from './read-answer.ts';
import { readSentences, type ReadSections } from './read-sentences.ts';
import { isSaid, keysOf } from './statement-keys.ts';
import { plainSection, wordSection, type WordedSection } from './word-section.ts';

/** What reports are worded with. */
export interface Wording {
  readonly anatomy: Pick<Anatomy, 'organs'>;
  readonly asker: Asker;
  readonly reader: TextReader;
  readonly signal?: AbortSignal;
}

/** A checked report in a chat model's words, as far as they say the same. */
export async function wordReport(exam: DescribedExam, plain: WrittenReport, wording: Wording): Promise<WrittenReport> {
  const { anatomy, asker, reader, signal } = wording;
  const { read } = await readSentences(plain.sections, plain.impression, reader, signal);
  const facts = factsOf(plain, anatomy, read);
  const asked = facts.filter(isWorded);
  if (asked.length === 0) return plain;
  const { answer, note } = await asker.ask(questionOf(asked), signal);
  const stay = (why: string, struck: WordedSection['struck'] = []) => {
    note({ sentences: 0, struck: struck.length, plain: 1 });
    const notices = [stayedPlain(exam.exam, 'the report', why), ...struckNotice(exam.exam, struck)];
    return noticed(plain, notices);
  };
  if ('failed' in answer) return stay(answer.failed);
  const answered = readAnswer(
    answer.text,
    asked.map(({ title }) => title),
  );
  if (answered.size === 0) return stay('no section of it is there');
  const worded = await wordSections(exam, facts, answered, wording);
  if (!worded) return stay('it is in another language, or nothing that is read');
  const agreed = await readAsMeant(worded, plain, wording);
  const struck = (agreed?.sections ?? worded).flatMap((section) => section.struck);
  if (!agreed) return stay('it is read as something else', struck);
  note({ sentences: agreed.sections.reduce((sum, one) => sum + one.worded, 0), struck: struck.length, plain: 0 });
  const missing = asked.length - answered.size;
  const left = missing > 0 ? [stayedPlain(exam.exam, `${missing} sections`, 'they are left out')] : [];
  const sections = agreed.sections.map(({ facts: { title, organ }, sentences }) => ({
    title,
    organ: organ.organ,
    sentences,
  }));
  return noticed({ ...plain, sections, text: agreed.text }, [...left, ...struckNotice(exam.exam, struck)]);
}

const struckNotice = (exam: string, struck: WordedSection['struck']) =>
  struck.length > 0 ? [struckOut(exam, struck)] : [];

function noticed(report: WrittenReport, more: readonly ErrorRecord[]): WrittenReport {
  const notices = [...(report.notices ?? []), ...more];
  return notices.length > 0 ? { ...report, notices } : report;
}

/** Sections in the model's words; undefined where most of them cannot be read. */
async function wordSections(
  exam: DescribedExam,
  facts: readonly SectionFacts[],
  answered: AnsweredSections,
  { reader, signal }: Wording,
): Promise<readonly WordedSection[] | undefined> {
  const sides = new Map(exam.parts.map(({ row }) => [row.key, row.side]));
  const titled = facts.filter(({ title }) => answered.has(title));
  const texts = titled.map(({ title }) => answered.get(title)!);
  const prose = titled.map(({ title }, index) => ({ title, sentences: texts[index].map((text) => ({ text })) }));
  const { read } = await readSentences(prose, [], reader, signal);
  const sections = facts.map((one) => {
    const index = titled.indexOf(one);
    return index < 0 ? plainSection(one) : wordSection(one, texts[index], read[index], (pair) => sides.get(pair));
  });
  const unread = sections.flatMap(({ struck }) => struck).filter((reason) => reason === 'unread').length;
  return 2 * unread > texts.flat().length ? undefined : sections;
}

/** Sections that are read in the whole report as they are meant; undefined where some are not, even with plain ones in their place. */
async function readAsMeant(
  worded: readonly WordedSection[],
  { impression }: WrittenReport,
  { reader, signal }: Wording,
): Promise<{ readonly sections: readonly WordedSection[]; readonly text: string } | undefined> {
  let sections = worded;
  for (let attempt = 0; attempt < 2; attempt++) {
    const titled = sections.map(({ facts: { title }, sentences }) => ({ title, sentences }));
    const { text, read } = await readSentences(titled, impression, reader, signal);
    if (sections.every((section, index) => agrees(section, read[index]))) return { sections, text };
    sections = sections.map((section, index) => {
      const { facts, struck, worded: own } = section;
      if (agrees(section, read[index])) return section;
      return plainSection(facts, [...struck, ...Array.from({ length: own }, () => 'misread' as const)]);
    });
  }
  return undefined;
}

/** A section that holds words of the model's is read as saying all that was checked, and nothing else. */
function agrees({ facts, worded }: WordedSection, read: ReadSections['read'][number]): boolean {
  if (worded === 0) return true;
  const statements = read.flat();
  const keys = new Set(statements.flatMap((statement) => keysOf(statement, facts.organ)));
  return (
    statements.every((statement) => mayBeSaid(statement, facts)) &&
    facts.plain.every((one) => one.keys.every((key) => isSaid(key, keys)))
  );
}
