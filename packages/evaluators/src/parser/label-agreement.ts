import { createHash } from 'node:crypto';
import { labelReport, type LabelSet } from '@totalfm/anatomy';
import type { Finding, OrganDefinition, ParsedReport, Sentence } from '@totalfm/core';
import { resamplePatients, type Answer } from '@totalfm/statistics';
import { measureAnswers, type GroupedMetrics } from './measure-answers.ts';
import { normalisedText } from './text-unit.ts';

/** A parsed report with the labels that somebody gave it, in the label set's order. */
export interface LabelledReport {
  readonly id: string;
  readonly report: string;
  readonly parsed: ParsedReport;
  readonly labels: readonly boolean[];
}

/** A label on which parser and table disagree, with what the parser read. */
export interface LabelMiss {
  readonly report: string;
  readonly label: string;
  readonly kind: 'missed' | 'false alarm';
  /** What the parser read of the label's findings, each sentence once. */
  readonly sentences: readonly (Sentence & { readonly state: Finding['state'] })[];
}

export interface LabelAgreement {
  readonly reports: number;
  /** Reports whose text, but for case and punctuation, is another's: they are resampled together. */
  readonly duplicates: number;
  readonly byLabel: GroupedMetrics;
  /** Answers of all labels whose findings are an organ's. */
  readonly byOrgan: GroupedMetrics;
  /** `present`: label 1; `absent`: label 0. */
  readonly byState: GroupedMetrics;
  readonly misses: readonly LabelMiss[];
}

/**
 * Precision, recall and F1 of a parser's labels against a table's, by label, organ and state, with 95 % percentile intervals
 * of a bootstrap over texts.
 */
export function labelAgreement(
  reports: readonly LabelledReport[],
  set: LabelSet,
  organs: readonly OrganDefinition[],
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): LabelAgreement {
  const texts = reports.map(({ report }) => normalisedText(report));
  const drawn = resamplePatients(texts, resamples, seed);
  const organOf = organsOfLabels(set, organs);
  const [byLabel, byOrgan, byState] = [
    new Map<string, Answer[]>(),
    new Map<string, Answer[]>(),
    new Map<string, Answer[]>(),
  ];
  const add = (groups: Map<string, Answer[]>, name: string, answer: Answer) => {
    const group = groups.get(name);
    if (group) group.push(answer);
    else groups.set(name, [answer]);
  };
  const misses: LabelMiss[] = [];
  for (const { name } of set.labels) byLabel.set(name, []);
  reports.forEach(({ id, parsed, labels }, index) => {
    const unit = drawn.unitOf(texts[index]);
    const values = labelReport(parsed, set);
    set.labels.forEach(({ name, findings }, place) => {
      const answer = { predicted: values[place] === 1, truth: labels[place], unit };
      byLabel.get(name)!.push(answer);
      add(byOrgan, organOf.get(name) ?? 'other', answer);
      add(byState, 'present', answer);
      add(byState, 'absent', { predicted: !answer.predicted, truth: !answer.truth, unit });
      if (answer.predicted !== answer.truth)
        misses.push({
          report: id,
          label: name,
          kind: answer.truth ? 'missed' : 'false alarm',
          sentences: sentencesAbout(parsed, findings),
        });
    });
  });
  const measure = (groups: ReadonlyMap<string, readonly Answer[]>) => measureAnswers(groups, drawn);
  return {
    reports: reports.length,
    duplicates: reports.length - new Set(texts).size,
    byLabel: measure(byLabel),
    byOrgan: measure(byOrgan),
    byState: measure(byState),
    misses,
  };
}

function organsOfLabels(set: LabelSet, organs: readonly OrganDefinition[]): ReadonlyMap<string, string> {
  const byFinding = new Map(
    [...organs, ...set.beside].flatMap(({ organ, findings }) =>
      findings.map(({ id }): [string, string] => [id, organ]),
    ),
  );
  return new Map(set.labels.map(({ name, findings }) => [name, byFinding.get(findings[0]) ?? 'other']));
}

function sentencesAbout({ findings }: ParsedReport, ids: readonly string[]): LabelMiss['sentences'] {
  const about = findings.filter(({ finding }) => finding !== undefined && ids.includes(finding));
  return [
    ...new Map(about.map(({ sentence, state }) => [`${sentence.start}/${state}`, { ...sentence, state }])).values(),
  ];
}

/** Which half of a table a report is in, by its text: `tune` to choose terms on, `report` to report. Duplicates share a half. */
export const halfOf = (report: string): 'tune' | 'report' =>
  createHash('sha256').update(normalisedText(report)).digest()[0] % 2 === 0 ? 'tune' : 'report';
