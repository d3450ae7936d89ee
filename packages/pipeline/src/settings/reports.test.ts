import type { Json } from '@totalfm/core';
import type { Registry } from '@totalfm/runtime';
import { describe, expect, it } from 'vitest';
import { reports } from './reports.ts';

const registry = {} as Registry;
const placeOf = (path: readonly unknown[]) => ({ file: 'a.yaml', line: path.length });
const resolve = (written?: Json) => reports.resolve(written, registry, placeOf, {});
const known = (value: Json | undefined) => reports.views[0].of(value as Json, registry, {});

describe('the share of reports that are known', () => {
  it('is all of them by default, which asks for nothing: results of earlier versions keep their names', () => {
    for (const all of [undefined, null, {}, { share: 1 }]) expect(resolve(all)).toEqual({ share: 1 });
    expect([known(resolve()), known(undefined)]).toEqual([undefined, undefined]);
    expect(known(resolve({ share: 0.05 }))).toEqual({ share: 0.05 });
  });

  it.each([
    [{ share: 0 }, 'reports.share', 2],
    [{ share: 1.5 }, 'reports.share', 2],
    [{ share: '5 %' }, 'reports.share', 2],
    [{ shares: 0.5 }, 'reports', 1],
    [0.05, 'reports', 1],
  ])('%j: is told with its place', async (written, option, line) => {
    await expect(Promise.resolve().then(() => resolve(written))).rejects.toMatchObject({
      code: 'TFM_EXPERIMENT_VALUE',
      where: { option, file: 'a.yaml', line },
    });
  });
});
