import type { ParameterValues } from '@totalfm/core';
import { samePrograms, type ProgramCache } from '../cache/program-cache.ts';
import type { StepEngine, StepPrograms } from './step-engine.ts';

/**
 * Starts with the programs of an earlier start, where there are some. No key can say what a function computes, so they are
 * proven: while the engine works on the first steps, the programs are traced anew. Should they differ (the code of the model
 * has changed), the engine is started once more from the same state, and the first steps are done again with what is right.
 */
export async function startCachedEngine(
  cache: ProgramCache,
  trace: () => StepPrograms,
  start: (programs: StepPrograms) => Promise<StepEngine>,
): Promise<StepEngine> {
  const startAnew = async () => {
    const programs = trace();
    await cache.write(programs);
    return start(programs);
  };
  const guess = await cache.read();
  // What cannot even be loaded is wrong as well.
  const guessed = guess && (await start(guess).catch(() => undefined));
  if (!guess || !guessed) return startAnew();
  let engine = guessed;
  let proven = false;
  /** Values that were replaced before it is known whether the programs are right. */
  let replaced: ParameterValues = {};
  return {
    async run(steps) {
      if (proven) return engine.run(steps);
      const copy = structuredClone(steps);
      const report = engine.run(steps);
      report.catch(() => {});
      const isRight = samePrograms(trace(), guess);
      proven = true;
      if (isRight) return report;
      await report.catch(() => {});
      await engine.dispose();
      engine = await startAnew();
      await engine.replace(replaced);
      return engine.run(copy);
    },
    state: () => engine.state(),
    replace(values) {
      if (!proven) replaced = { ...replaced, ...structuredClone(values) };
      return engine.replace(values);
    },
    dispose: () => engine.dispose(),
  };
}
