import type { StatementEvidence, WrittenSentence } from '@totalfm/core';
import { decimal } from '../../format.ts';
import { researchNotice } from '../../page.ts';
import { partOf, slicesText } from '../evidence.ts';
import { notAssessedText } from '../written-report.ts';
import { oneLine, remarksOf, writtenBy, type WrittenDocument } from './document.ts';

/** A written report as Markdown: sections, impression, what was not assessed; what statements rest on as footnotes. */
export function writtenMarkdown(written: WrittenDocument): string {
  const { sections, impression, notAssessed, notices = [] } = written.report;
  const notes: string[] = [];
  const sentence = (one: WrittenSentence): string => {
    const marks = one.evidence.map((evidence) => {
      notes.push(noteOf(evidence, written));
      return `[^${notes.length}]`;
    });
    return `${escaped(one.text)}${marks.join('')}${remarksOf(one)
      .map((remark) => ` *(${remark})*`)
      .join('')}`;
  };
  const blocks = [
    `> **${researchNotice}**`,
    '# Report',
    escaped(writtenBy(written)),
    ...sections.flatMap(({ title, sentences }) => [`## ${escaped(title)}`, sentences.map(sentence).join('\n')]),
    ...listed('Impression', impression.map(escaped)),
    ...listed(
      'Not assessed',
      notAssessed.map((one) => escaped(notAssessedText(one))),
    ),
    ...listed(
      'Notices',
      notices.map(({ code, message }) => `\`${code}\` ${escaped(message)}`),
    ),
    ...(notes.length > 0 ? [notes.map((note, index) => `[^${index + 1}]: ${note}`).join('\n')] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const listed = (title: string, items: readonly string[]): readonly string[] =>
  items.length > 0 ? [`## ${title}`, items.map((item) => `- ${item}`).join('\n')] : [];

const noteOf = (evidence: StatementEvidence, { nameOf }: WrittenDocument) =>
  `${escaped(`${nameOf(evidence.finding)}, ${partOf(evidence.pair)}, ${slicesText(evidence)}`)}: score ${decimal(evidence.score)}, threshold ${decimal(evidence.threshold)}`;

/** Nothing that a model writes becomes markup: no emphasis, no tag, no heading or list at the start of a line. */
const escaped = (text: string): string =>
  oneLine(text)
    .replaceAll(/[\\`*_[\]<>#|~&]/g, String.raw`\$&`)
    .replace(/^(\d*)([-+=.)])/, String.raw`$1\$2`);
