import { examParts, type ErrorRecord, type Exam, type ExamPart, type Warn } from '@totalfm/core';
import type { Stage } from './stage.ts';

/** An exam that stages go over together: opened once, its CT and label map read once for every stage that asks. */
export interface SharedExam {
  /** The exam as a stage sees it. Warnings of parts that it is the first to read are told to it, whoever read them. */
  for(stage: Stage, warn: Warn): Promise<Exam>;
}

/** Reads a part, and keeps what was told meanwhile. */
type ReadPart<T> = (signal?: AbortSignal, warn?: Warn) => Promise<T>;

export function shareExam(open: () => Promise<Exam>): SharedExam {
  let opened: Promise<Exam> | undefined;
  const openOnce = async () => {
    const exam = await open();
    const { id, patient, split, revisions } = exam;
    return {
      id,
      patient,
      split,
      ...(revisions && { revisions }),
      ct: once((signal, warn) => exam.ct(signal, warn)),
      report: (signal?: AbortSignal, warn?: Warn) => exam.report(signal, warn),
      ...(exam.labelMap && { labelMap: once((signal, warn) => exam.labelMap!(signal, warn)) }),
      ...(exam.truth && { truth: (signal?: AbortSignal) => exam.truth!(signal) }),
    };
  };
  return {
    async for(stage, warn) {
      const exam = await (opened ??= openOnce());
      const first = firstParts(stage);
      const telling =
        <T>(part: ExamPart, read: ReadPart<T>): ReadPart<T> =>
        (signal) =>
          read(signal, first.has(part) ? warn : undefined);
      return {
        ...exam,
        ct: telling('ct', exam.ct),
        report: telling('report', exam.report),
        ...(exam.labelMap && { labelMap: telling('labels', exam.labelMap) }),
      };
    },
  };
}

/** A part that is read once; what was told of it is told again to whoever asks later. */
function once<T>(read: ReadPart<T>): ReadPart<T> {
  const told: ErrorRecord[] = [];
  let made: Promise<T> | undefined;
  return async (signal, warn) => {
    const value = await (made ??= read(signal, (warning) => void told.push(warning)));
    if (warn) told.forEach(warn);
    return value;
  };
}

/**
 * The parts of exams that a stage reads and none of the stages that it builds on: so a warning stands in one journal,
 * whichever stages run again.
 */
function firstParts(stage: Stage): ReadonlySet<ExamPart> {
  const before = new Set(Object.values(stage.reads).flatMap(({ stage: input }) => [...partsBelow(input)]));
  return new Set([...ownParts(stage)].filter((part) => !before.has(part)));
}

function partsBelow(stage: Stage): ReadonlySet<ExamPart> {
  const below = Object.values(stage.reads).flatMap(({ stage: input }) => [...partsBelow(input)]);
  return new Set([...ownParts(stage), ...below]);
}

function ownParts({ reads }: Stage): ReadonlySet<ExamPart> {
  const lists = Object.values(reads).filter(({ stage }) => stage.source);
  return new Set(lists.flatMap(({ parts }) => examParts.filter((part) => !parts || parts.includes(part))));
}
