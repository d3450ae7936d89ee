import type { Feeds } from '@totalfm/core';
import { emptyTensor, partOf, toTensors, usedBy, type EngineTensors } from '../engine-tensors.ts';
import { createSession, type SessionOptions } from '../session.ts';
import type { Value } from '../trace/graph.ts';
import type { ProgramShape, TracedProgram } from '../trace/traced-program.ts';
import { findNonFinite, type NonFinite } from './find-non-finite.ts';
import { writtenTo, type StateBuffers } from './state-buffers.ts';
import { CACHED, PARAMETER, REPRESENTATION } from './state-names.ts';
import { metricArrays, metricsOf, type StepMetrics } from './step-metrics.ts';

/** What goes before the gradients of parts, where a loss compares the items of the whole batch. */
export interface ComparisonPrograms {
  readonly parts: number;
  /** Items of a part → their representations. */
  readonly represent: TracedProgram;
  /** Representations of the batch → the loss, gradients of what it reads itself, and those of representations. */
  readonly compare: TracedProgram;
}

export interface ComparedBatch {
  /** Metrics of the whole batch: all but the norm of gradients. */
  readonly metrics: StepMetrics;
  /** What the gradients of each part are made from: its items, and the cached gradients of its representations. */
  readonly parts: readonly EngineTensors[];
  /** Where the first value came from that is not finite, where the loss is not. */
  readonly culprit?: NonFinite;
}

export interface Comparer {
  /** Represents a batch and compares its items. Gradients of what the loss reads itself become the sums so far. */
  run(batch: Feeds): Promise<ComparedBatch>;
  dispose(): Promise<void>;
}

export async function createComparer(
  { parts, represent, compare }: ComparisonPrograms,
  { state, sums }: { readonly state: StateBuffers; readonly sums: EngineTensors },
  options: SessionOptions,
): Promise<Comparer> {
  const [representing, comparing] = [await createSession(represent, options), await createSession(compare, options)];
  const representations = arraysOf(compare.inputs, REPRESENTATION);
  const cached = arraysOf(compare.outputs, CACHED);
  const reported = metricArrays(compare);
  const wholeItems = wholeBatch(represent, parts);
  const parametersOf = (program: ProgramShape) => usedBy(program, (name) => state.current[name]);
  const inPart = (tensors: EngineTensors, part: number): EngineTensors =>
    Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, partOf(tensor, part, parts)]));
  return {
    async run(batch) {
      const items = toTensors(wholeItems, batch);
      const each = Array.from({ length: parts }, (_, part) => inPart(items, part));
      const representFeeds = each.map((part) => ({ ...parametersOf(represent), ...part }));
      for (const [part, feeds] of representFeeds.entries())
        await representing.runInto(feeds, inPart(representations, part));
      const compareFeeds = { ...parametersOf(compare), ...toTensors(compare, batch), ...representations };
      await comparing.runInto(compareFeeds, { ...reported, ...cached, ...writtenTo(compare, sums) });
      const metrics = metricsOf(reported);
      const culprit = Number.isFinite(metrics.loss)
        ? undefined
        : await firstNonFinite([
            ...representFeeds.map((feeds) => [represent, feeds] as const),
            [compare, compareFeeds],
          ]);
      return {
        metrics,
        culprit,
        parts: each.map((part, index) => ({ ...part, ...inPart(cached, index) })),
      };
    },
    async dispose() {
      await Promise.all([representing.dispose(), comparing.dispose()]);
    },
  };
}

async function firstNonFinite(
  runs: readonly (readonly [TracedProgram, EngineTensors])[],
): Promise<NonFinite | undefined> {
  for (const [program, feeds] of runs) {
    const found = await findNonFinite(program, feeds);
    if (found) return found;
  }
  return undefined;
}

/** The program’s items, as many as a whole batch has. */
function wholeBatch({ inputs, ...program }: TracedProgram, parts: number): ProgramShape {
  return {
    ...program,
    inputs: inputs
      .filter(({ name }) => !name.startsWith(PARAMETER))
      .map((value) => ({ ...value, shape: [value.shape[0] * parts, ...value.shape.slice(1)] })),
  };
}

const arraysOf = (values: readonly Value[], prefix: string): EngineTensors =>
  Object.fromEntries(
    values.filter(({ name }) => name.startsWith(prefix)).map((value) => [value.name, emptyTensor(value)]),
  );
