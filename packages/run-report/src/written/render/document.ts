import type { StatementEvidence, WrittenReport, WrittenSentence } from '@totalfm/core';

/** A written report with what its reader has to know beside it. */
export interface WrittenDocument {
  readonly report: WrittenReport;
  /** What wrote it: `retrieval`. */
  readonly generator: string;
  /** Id of the checkpoint that it wrote with. */
  readonly model: string;
  /** `renal_cyst` → `renal cyst` */
  nameOf(finding: string): string;
}

/** Every statement's evidence, in the order of the sentences. */
export const evidenceOf = ({ sections }: WrittenReport): readonly StatementEvidence[] =>
  sections.flatMap(({ sentences }) => sentences.flatMap(({ evidence }) => evidence));

/** A sentence on one line: models write what they like. */
export const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim();

/** What the self-check says of a sentence: `unsupported`, `added by the check`. */
export const remarksOf = ({ from, unsupported }: WrittenSentence): readonly string[] => [
  ...(unsupported ? ['unsupported: the contrastive model does not see it'] : []),
  ...(from === 'check' ? ['added by the check'] : []),
];

/** `Written by retrieval, model 1f2e.` */
export const writtenBy = ({ generator, model }: WrittenDocument): string => `Written by ${generator}, model ${model}.`;
