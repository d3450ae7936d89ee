import type { Pipeline } from './pipeline.ts';
import { isSlot } from './slot.ts';
import type { ComponentGraph } from '../container/component-graph.ts';

/**
 * What a trained model is made of: the slots that stages which train use, with those that their components need, and the
 * settings that any of these see. Scoring the model on other exams may not change any of it.
 */
export function trainedKeys({ stages, slots, settings }: Pipeline, graph: ComponentGraph): readonly string[] {
  const training = stages.filter((stage) => stage.trains);
  const keys = new Set<string>();
  const follow = (name: string): void => {
    const node = graph.get(name);
    if (!node) return;
    if (slots[name]) keys.add(name);
    for (const other of [...Object.values(node.needs), ...Object.values(node.references)]) follow(other);
  };
  for (const stage of training) {
    for (const [key, used] of Object.entries(stage.uses)) {
      if (!isSlot(used)) continue;
      keys.add(key);
      follow(key);
    }
  }
  return ['seed', ...Object.keys(settings), ...keys];
}
