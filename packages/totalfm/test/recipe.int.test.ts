import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, totalfm } from './support/cli.ts';
import { tinyFolder } from './support/tiny.ts';

// TOTALFM_ONNX_PYTHON names a Python that has nibabel and onnxruntime; and onnx, for its checker.
const python = process.env.TOTALFM_ONNX_PYTHON ?? '';

/** Standard operators only, and all that the reference checker asks for; whether it was asked. */
const check = `
import sys, onnx
for name in ["vision", "text"]:
    model = onnx.load(f"{sys.argv[1]}/{name}.onnx")
    onnx.checker.check_model(model, full_check=True)
    assert {node.domain for node in model.graph.node} == {""} and [each.domain for each in model.opset_import] == [""]
    assert all(each.doc_string for each in [*model.graph.input, *model.graph.output])
    assert all(each.type.tensor_type.shape.dim[0].dim_param == "batch" for each in model.graph.input)
`;

describe.skipIf(!python)('an exported model without TotalFM (skipped without TOTALFM_ONNX_PYTHON)', () => {
  const cwd = tinyFolder();
  const run = async (...args: string[]) => expect(await totalfm(args, { cwd })).toMatchObject({ code: 0 });
  const [ct, labels] = ['ct', 'segmentation'].map((name) => `exams/phantom-11-000000/${name}.nii.gz`);
  beforeAll(async () => {
    await run('run', 'tiny.yaml', '--until', 'align');
    await run('phantom', '--out', 'exams', '--exams', '1', '--seed', '11');
    await run('export', 'tiny', '--out', 'onnx');
  });

  it('is embedded with by 50 lines of Python as `totalfm embed` does: cosine 0.99999', async () => {
    await run('embed', '-i', ct, '-s', labels, '-o', 'own.json', '--checkpoint', 'onnx');
    const recipe = join(root, 'docs/recipe/embed_ct.py');
    const { status, stdout, stderr } = spawnSync(python, [recipe, ct, labels, 'onnx'], { cwd, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    const vectors = JSON.parse(stdout) as Record<string, number[]>;
    const own = JSON.parse(readFileSync(join(cwd, 'own.json'), 'utf8')) as Record<string, number[]>;
    expect(Object.keys(vectors).sort()).toEqual(Object.keys(own).sort());
    for (const [name, vector] of Object.entries(own)) {
      const cosine = vector.reduce((sum, value, at) => sum + value * vectors[name][at], 0);
      expect(cosine, name).toBeGreaterThan(0.99999);
    }
  });

  it('is accepted by the reference checker, with standard operators only (said where onnx is missing)', () => {
    const script = join(cwd, 'check.py');
    writeFileSync(script, check);
    const { status, stderr } = spawnSync(python, [script, 'onnx'], { cwd, encoding: 'utf8' });
    if (stderr.includes("No module named 'onnx'")) console.warn('TOTALFM_ONNX_PYTHON has no onnx: not checked.');
    else expect(status, stderr).toBe(0);
  });
});
