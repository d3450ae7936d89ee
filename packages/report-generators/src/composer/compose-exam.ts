import {
  organParts,
  throwIfAborted,
  type Anatomy,
  type CheckCounts,
  type DescribedExam,
  type DescribedPart,
  type Embedder,
  type ErrorRecord,
  type OrganDefinition,
  type WrittenReport,
  type WrittenSentence,
} from '@totalfm/core';
import type { FindingScorer } from '@totalfm/zero-shot';
import { embedInBatches } from '../embeddings.ts';
import { reportErrors } from '../errors.ts';
import { inReportOrder, partTitle } from '../language/part-words.ts';
import { organOf } from '../organ-of.ts';
import { claimsOf, type PartClaims } from './claims.ts';
import { reasonNotAssessed, sidesOfDrafts, type PartDraft } from './draft.ts';
import { gatherEvidence } from './evidence.ts';
import { impressionOf } from './impression.ts';
import type { ComposerOptions } from './options.ts';
import { readBack, type ReadBack } from './read-back.ts';
import { renderReport } from './report-text.ts';
import { writeSection, type DraftSection } from './section.ts';
import { checkFindings, type Calibration } from './self-check.ts';
import type { StatedSentence } from './state-findings.ts';
import type { TextReader } from './text-reader.ts';

/** What reports are composed with. */
export interface Composing {
  readonly anatomy: Anatomy;
  readonly embedder: Embedder;
  readonly scorer: FindingScorer;
  readonly readers: () => TextReader;
  readonly options: ComposerOptions;
}

/** Composing, with the reader of one exam. */
export interface Reading extends Pick<Composing, 'anatomy' | 'embedder'> {
  readonly reader: TextReader;
}

/** What a generator says of the parts of an exam, with the volumes' embeddings. Throws `TFM_WRITE_NO_ORGAN`. */
export async function readParts<Part extends DescribedPart>(
  parts: readonly Part[],
  { anatomy, embedder, reader }: Reading,
  signal?: AbortSignal,
): Promise<
  readonly {
    readonly part: Part;
    readonly organ: OrganDefinition;
    readonly vector: Float32Array;
    readonly read: PartClaims;
  }[]
> {
  const vectors = await embedInBatches(
    embedder,
    parts.map(({ volume }) => volume),
    signal,
  );
  const known = [];
  for (const [index, part] of parts.entries()) {
    throwIfAborted(signal);
    const organ = organOf(anatomy, part.row);
    const sentences = await reader.under(partTitle(organ, part.row.side), part.said.sentences, signal);
    known.push({ part, organ, vector: vectors[index], read: claimsOf(organ, part.row, sentences) });
  }
  return known;
}

export async function composeExam(
  exam: DescribedExam,
  composing: Composing,
  calibration: Calibration,
  signal?: AbortSignal,
): Promise<WrittenReport> {
  const { anatomy, embedder, scorer, options } = composing;
  const reader = composing.readers();
  const known = await readParts(exam.parts, { anatomy, embedder, reader }, signal);
  const { drafts, checks } = draftParts(known, composing, calibration);
  const drafted: DraftSection[] = [];
  for (const organ of inReportOrder(anatomy.organs)) {
    const own = drafts.filter((draft) => draft.organ === organ).reverse();
    drafted.push(await writeSection(organ, own, reader, signal));
  }
  const impression = impressionOf(drafted, options.impression);
  const { sections, text, misread } = await readAsMeant(drafted, impression, reader, signal);
  const evidence = await gatherEvidence(exam, drafts, { embedder, scorer, slabs: options.slabs, signal });
  const offTopic = known.reduce((sum, { read }) => sum + read.offTopic, 0);
  const notices = [...reader.notices, ...noticesOf(exam.exam, { offTopic, misread })];
  return {
    sections: sections.map(({ title, organ: { organ }, sentences }) => ({
      title,
      organ,
      sentences: sentences.map((sentence) => written(sentence, evidence(sentence))),
    })),
    impression,
    notAssessed: drafts.flatMap(({ organ: { organ }, side, notAssessed: reason }) =>
      reason ? [{ organ, ...(side && { side }), reason }] : [],
    ),
    checks,
    text,
    ...(notices.length > 0 && { notices }),
  };
}

/** The text of a report that its parser reads as what it states, as far as plain words help. */
async function readAsMeant(
  drafted: readonly DraftSection[],
  impression: readonly string[],
  reader: TextReader,
  signal?: AbortSignal,
): Promise<ReadBack & { readonly text: string }> {
  const written = renderReport(drafted, impression);
  const first = readBack(drafted, written, await reader.statements(written.text, signal));
  if (first.misread === 0) return { ...first, text: written.text };
  const plain = renderReport(first.sections, impression);
  const { misread } = readBack(first.sections, plain, await reader.statements(plain.text, signal));
  return { sections: first.sections, text: plain.text, misread };
}

/** Every part of the anatomy, whether the scan shows it or not, with what is stated of it. */
function draftParts(known: Awaited<ReturnType<typeof readParts>>, composing: Composing, calibration: Calibration) {
  const { anatomy, scorer, options } = composing;
  const checks = { stated: 0, dropped: 0, marked: 0, added: 0 };
  const drafts = organParts(anatomy.organs).map(({ organ: id, side }): PartDraft => {
    const part = known.find(({ part: { row } }) => row.organ === id && row.side === side);
    const organ = organOf(anatomy, { organ: id });
    const notAssessed = reasonNotAssessed(organ, part?.part.row, options.mayBeCut);
    const common = { organ, side, notAssessed, row: part?.part.row };
    if (!part) return { ...common, claims: [], stated: [] };
    const { read, vector } = part;
    const signs = {
      scores: scorer.scores(vector, part.part.row),
      said: read.said,
      confidence: part.part.said.confidence,
    };
    const checked = checkFindings(organ, signs, calibration, options.selfCheck);
    // Of a scan that lies wrongly nobody knows what a mask shows, and on which side.
    const astray = part.part.row.doubts.includes('scan');
    add(checks, astray ? { stated: read.said.size, dropped: read.said.size, marked: 0, added: 0 } : checked.checks);
    return { ...common, claims: read.claims, stated: astray ? [] : checked.stated };
  });
  return { drafts: withoutRemoved(drafts), checks };
}

/** An organ that a finding says was removed is not there to be normal: `surgically_absent_gallbladder`. */
function withoutRemoved(drafts: readonly PartDraft[]): readonly PartDraft[] {
  const stated = new Set(drafts.flatMap((draft) => draft.stated.map(({ finding }) => finding)));
  return drafts.map((draft) => {
    const removed = stated.has(`surgically_absent_${draft.organ.organ}`);
    return removed && !draft.notAssessed ? { ...draft, notAssessed: 'missing' } : draft;
  });
}

function add(sums: { -readonly [Key in keyof CheckCounts]: number }, counts: CheckCounts): void {
  for (const key of ['stated', 'dropped', 'marked', 'added'] as const) sums[key] += counts[key];
}

function written(
  { text, drafts, findings, from, unsupported, sizeMm }: StatedSentence,
  evidence: WrittenSentence['evidence'],
): WrittenSentence {
  return {
    text,
    organ: drafts[0].organ.organ,
    sides: sidesOfDrafts(drafts),
    findings,
    ...(sizeMm !== undefined && { sizeMm }),
    evidence,
    from,
    ...(unsupported && { unsupported }),
  };
}

function noticesOf(
  exam: string,
  { offTopic, misread }: { readonly offTopic: number; readonly misread: number },
): ErrorRecord[] {
  const notices: ErrorRecord[] = [];
  if (offTopic > 0)
    notices.push(
      reportErrors
        .TFM_WRITE_OFF_TOPIC({
          exam,
          message: `${offTopic} sentences were about another organ or side than the one that was asked about.`,
          fix: 'Train the generator longer, or on sentences that name one organ each.',
        })
        .toJSON(),
    );
  if (misread > 0)
    notices.push(
      reportErrors
        .TFM_WRITE_MISREAD({
          exam,
          message: `${misread} sentences are read by the report parser as something else than what they state.`,
          fix: 'Look at the exam’s report; name findings of your own organs so that the parser knows them.',
        })
        .toJSON(),
    );
  return notices;
}
