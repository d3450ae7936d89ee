import { useOf, type ResolvedExperiment } from '../experiment/experiment.ts';
import { isSlot } from './slot.ts';
import type { Stage } from './stage.ts';

/** True for a stage that uses an optional slot which the experiment leaves empty. */
export const isLeftOut = ({ uses }: Stage, experiment: ResolvedExperiment): boolean =>
  Object.entries(uses).some(([key, use]) => isSlot(use) && use.optional && !useOf(experiment, key));
