import type { Volume } from '@totalfm/core';
import { describe, expect, it } from 'vitest';
import { contrastPhaseOf } from './contrast-phase.ts';
import { enhancementHu, phaseOfHu } from './phase-of-hu.ts';

const facts = { seriesDescription: '', protocol: '', contrastAgent: '' };

describe('the contrast phase of a header', () => {
  it.each([
    ['Abd/Pel w/o contrast', 'non-contrast'],
    ['NON-CON 5.0', 'non-contrast'],
    ['NCT thorax', 'non-contrast'],
    ['nativ 3mm', 'non-contrast'],
    ['単純CT', 'non-contrast'],
    ['Late arterial 2.0', 'arterial'],
    ['ART 1.5 B30f', 'arterial'],
    ['CTA Thorax', 'arterial'],
    ['动脉期', 'arterial'],
    ['Portal venous 3.0', 'portal-venous'],
    ['PV_ABD', 'portal-venous'],
    ['Abdomen venös 5 mm', 'portal-venous'],
    ['Nephrographic', 'nephrographic'],
    ['Delayed 10 MIN', 'delayed'],
    ['Urographie tardive', 'delayed'],
    ['C+ 5mm', 'contrast'],
    ['Thorax with contrast', 'contrast'],
    ['Heart 0.6', undefined],
    ['Lung 1.0', undefined],
    ['', undefined],
  ])('is told by words: %s', (seriesDescription, phase) => {
    expect(contrastPhaseOf({ ...facts, seriesDescription }).phase).toBe(phase);
  });

  it('is told by the time since the bolus, then by the agent', () => {
    const after = (seconds: number) =>
      contrastPhaseOf({ ...facts, contrastAgent: 'x', bolusSeconds: 36_000, acquisitionSeconds: 36_000 + seconds });
    expect([-60, 35, 70, 100, 300].map((seconds) => after(seconds).phase)).toEqual([
      'non-contrast',
      'arterial',
      'portal-venous',
      'nephrographic',
      'delayed',
    ]);
    expect(contrastPhaseOf({ ...facts, contrastAgent: 'OMNIPAQUE 350' })).toEqual({ phase: 'contrast', by: 'agent' });
    expect(contrastPhaseOf({ ...facts, contrastAgent: 'ORAL' })).toEqual({ by: 'nothing' });
    expect(contrastPhaseOf({ ...facts, contrastAgent: 'NONE' }).phase).toBe('non-contrast');
  });
});

describe('the contrast phase of HU', () => {
  it.each([
    [{ aorta: 42, portalVein: 44, kidneys: 31 }, 'non-contrast'],
    [{ aorta: 310, portalVein: 75, kidneys: 140 }, 'arterial'],
    [{ aorta: 280, portalVein: 130, kidneys: 170 }, 'arterial'],
    [{ aorta: 155, portalVein: 170, kidneys: 190 }, 'portal-venous'],
    [{ aorta: 190, portalVein: 185, kidneys: 200 }, 'portal-venous'],
    [{ aorta: 98, portalVein: 95, kidneys: 160 }, 'delayed'],
    [{ aorta: 60, portalVein: 60, kidneys: 190 }, 'delayed'],
    [{ aorta: 250 }, 'arterial'],
    [{ portalVein: 150 }, undefined],
  ] as const)('%j', (hu, phase) => expect(phaseOfHu(hu)).toBe(phase));

  it('is of the medians within a label map', () => {
    const grid = {
      size: [100, 3, 1],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    } as const;
    const hu = Int16Array.from({ length: 300 }, (_, i) => (i < 100 ? 300 : i < 200 ? 150 : 60) + (i % 5) - 2);
    const labels: Volume = { ...grid, data: Uint8Array.from(hu, (_, i) => 1 + Math.floor(i / 100)) };
    const names = new Map([
      [1, 'aorta'],
      [2, 'kidney_left'],
      [3, 'portal_vein_and_splenic_vein'],
    ]);
    const found = enhancementHu({ ...grid, data: hu }, { volume: labels, names });
    expect(found).toEqual({ aorta: 300, kidneys: 150, portalVein: 60 });
    expect(phaseOfHu(found)).toBe('arterial');
    expect(enhancementHu({ ...grid, data: hu }, { volume: labels, names: new Map() })).toEqual({});
  });
});
