import type { ErrorRecord, ParameterValues } from '@totalfm/core';
import type { EngineSetup, StepFeeds, StepReport } from './step-engine.ts';
import type { TrainingState } from './training-state.ts';

/** What an engine's thread is asked, one thing at a time. The setup is no `workerData`: that would hold the first state to the end. */
export type ToEngine =
  | { readonly kind: 'start'; readonly setup: EngineSetup }
  | { readonly kind: 'run'; readonly steps: readonly StepFeeds[] }
  | { readonly kind: 'state' }
  | { readonly kind: 'replace'; readonly values: ParameterValues }
  | { readonly kind: 'dispose' };

export type FromEngine =
  | { readonly kind: 'fallback'; readonly message: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: StepReport }
  | { readonly kind: 'state'; readonly state: TrainingState }
  | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** The memory of arrays, to hand over to another thread instead of a copy. An array that is a part of a buffer is copied. */
export function buffersOf(arrays: Iterable<ArrayBufferView>): ArrayBuffer[] {
  const whole = [...arrays].filter(
    ({ buffer, byteLength }) => buffer instanceof ArrayBuffer && buffer.byteLength === byteLength,
  );
  return [...new Set(whole.map(({ buffer }) => buffer as ArrayBuffer))];
}
