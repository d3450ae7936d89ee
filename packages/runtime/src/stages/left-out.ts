import { useOf, type ResolvedExperiment } from '../experiment/experiment.ts';
import { isSlot } from './slot.ts';
import type { Stage } from './stage.ts';

/** True for a stage that uses an optional slot which the experiment leaves empty, and does not say that it can do without. */
export const isLeftOut = ({ uses, doesWithout }: Stage, experiment: ResolvedExperiment): boolean =>
  Object.entries(uses).some(([key, use]) => {
    if (!isSlot(use) || !use.optional || doesWithout.includes(key)) return false;
    const found = useOf(experiment, key) as unknown;
    return !found || (Array.isArray(found) && found.length === 0);
  });
