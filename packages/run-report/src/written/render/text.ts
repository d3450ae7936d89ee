import type { WrittenSentence } from '@totalfm/core';
import { researchNotice } from '../../page.ts';
import { notAssessedText } from '../written-report.ts';
import { oneLine, remarksOf, writtenBy, type WrittenDocument } from './document.ts';

/** A written report as plain text: a line for each section, the impression, what was not assessed. */
export function writtenText(written: WrittenDocument): string {
  const { sections, impression, notAssessed, notices = [] } = written.report;
  const lines = [
    researchNotice,
    writtenBy(written),
    '',
    ...sections.map(({ title, sentences }) => `${oneLine(title)}: ${sentences.map(sentenceText).join(' ')}`),
    ...titled('Impression', impression.map(oneLine).join(' ')),
    ...titled('Not assessed', notAssessed.map((one) => notAssessedText(one)).join(', ')),
    ...notices.map(({ code, message }) => `${code}: ${oneLine(message)}`),
  ];
  return `${lines.join('\n')}\n`;
}

const titled = (title: string, text: string): readonly string[] => (text === '' ? [] : ['', `${title}: ${text}`]);

const sentenceText = (sentence: WrittenSentence): string =>
  [oneLine(sentence.text), ...remarksOf(sentence).map((remark) => `[${remark}]`)].join(' ');
