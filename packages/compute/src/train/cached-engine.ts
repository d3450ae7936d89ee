import { samePrograms, type ProgramCache } from '../cache/program-cache.ts';
import type { StepEngine, StepPrograms } from './step-engine.ts';

/**
 * Starts with the programs of an earlier start, where there are some. No key can say what a function computes, so they are
 * proven: while the engine works on the first steps, the programs are traced anew. Should they differ (the code of the model
 * has changed), the engine is started once more from the same state, and the first steps are done again with what is right.
 */
export async function startCachedEngine(cache: ProgramCache, trace: () => StepPrograms, start: (programs: StepPrograms) => Promise<StepEngine>): Promise<StepEngine> {
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
  // Forgotten as soon as it is answered: `startAnew` holds the first state.
  let open: { readonly isRight: () => boolean; readonly startAnew: () => Promise<StepEngine> } | undefined = { isRight: () => samePrograms(trace(), guess), startAnew };
  return {
    async run(steps) {
      if (!open) return engine.run(steps);
      const copy = structuredClone(steps);
      const report = engine.run(steps);
      report.catch(() => {});
      if (!open.isRight()) {
        await report.catch(() => {});
        await engine.dispose();
        engine = await open.startAnew();
        open = undefined;
        return engine.run(copy);
      }
      open = undefined;
      return report;
    },
    state: () => engine.state(),
    dispose: () => engine.dispose(),
  };
}
