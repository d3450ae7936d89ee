import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopProgram } from '../train/loop-program.ts';
import type { StepPrograms } from '../train/step-engine.ts';
import { traceStepPrograms } from '../train/step-programs.ts';
import { traceStep } from '../train/training-program.ts';
import { videomaeStep } from '../bench/videomae-step.ts';
import type { TracedProgram } from './traced-program.ts';

// Debian's python3-onnx is installed for the system's Python only.
const python = '/usr/bin/python3';
const installed = spawnSync(python, ['-c', 'import onnx']).status === 0;
/** ONNX Runtime's own operators are opaque to the checker: it takes their types on trust, and checks everything else. */
const check = `
import sys, onnx
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model)
inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=False)
print(len(model.graph.node), len(model.graph.value_info))
`;

const dir = await mkdtemp(join(tmpdir(), 'totalfm-checker-'));
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => rm(dir, { recursive: true, force: true }));

async function checked({ name, onnx }: TracedProgram): Promise<{ readonly nodes: number; readonly values: number }> {
  const file = join(dir, `${name}.onnx`);
  await writeFile(file, onnx);
  const { status, stdout, stderr } = spawnSync(python, ['-c', check, file], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const [nodes, values] = stdout.trim().split(' ').map(Number);
  return { nodes, values };
}

describe.skipIf(!installed)('the reference checker (python3-onnx; skipped where it is not installed)', () => {
  const step = traceStep(videomaeStep);
  const programs = traceStepPrograms(videomaeStep) as Extract<StepPrograms, { gradients: unknown }>;

  it.each([step, programs.gradients, ...programs.updates])(
    'accepts $name ($nodeCount nodes), every value of which has a type and a shape',
    async (program) => {
      const { nodes, values } = await checked(program);
      expect(nodes).toBeGreaterThanOrEqual(program.nodeCount);
      expect(values + program.outputs.length + 1).toBeGreaterThanOrEqual(nodes);
    },
  );

  it('accepts several steps in a loop', async () => {
    expect(await checked(loopProgram(step, 3))).toMatchObject({ nodes: 2 });
  });
});
