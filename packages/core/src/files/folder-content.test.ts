import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderContent } from './folder-content.ts';

it('tells a model by what its files hold', () => {
  const dir = mkdtempSync(join(tmpdir(), 'totalfm-model-content-'));
  writeFileSync(join(dir, 'model.onnx'), 'weights');
  writeFileSync(join(dir, 'plans.json'), '{}');
  const modelContent = (path: string) => folderContent(path, /\.(onnx|data|json)$/);
  const first = modelContent(dir);
  expect([first?.length, modelContent(join(dir, 'model.onnx'))]).toEqual([64, first]);
  writeFileSync(join(dir, 'README.md'), 'notes');
  expect(modelContent(dir)).toBe(first);
  writeFileSync(join(dir, 'model.onnx'), 'other weights');
  expect(modelContent(dir)).not.toBe(first);
  expect(modelContent(join(dir, 'nothing'))).toBeUndefined();
  rmSync(dir, { recursive: true });
});
