import type { ContrastPhase } from '@totalfm/core';
import { testTorso } from '@totalfm/testing';
import { describe, expect, it } from 'vitest';
import { scanPhase } from './scan-phase.ts';
import { uprightScan } from './upright-scan.ts';

const torso = testTorso();
/** The torso with an aorta of some HU, where its liver is. */
function phaseOf(aortaHu: number, phase?: ContrastPhase) {
  const liver = [...torso.labelMap.names].find(([, name]) => name === 'liver')?.[0];
  const labels = torso.labelMap.volume.data;
  const data = torso.ct.data.map((hu, voxel) => (labels[voxel] === liver ? aortaHu : hu));
  const names = new Map([...torso.labelMap.names].map(([label, name]) => [label, label === liver ? 'aorta' : name]));
  return scanPhase(uprightScan({ ...torso.ct, data, ...(phase && { phase }) }, { ...torso.labelMap, names }));
}

describe('the contrast phase of a scan', () => {
  it('is what the tags of its file name', () => {
    expect(phaseOf(300, 'portal-venous')).toEqual({ phase: 'portal-venous', by: 'tags' });
    expect(phaseOf(40, 'non-contrast')).toEqual({ phase: 'non-contrast', by: 'tags' });
  });

  it('is what HU show where the tags name none, or no more than contrast medium', () => {
    expect(phaseOf(300)).toEqual({ phase: 'arterial', by: 'hu' });
    expect(phaseOf(300, 'contrast')).toEqual({ phase: 'arterial', by: 'hu' });
    expect(phaseOf(40, 'contrast')).toEqual({ phase: 'contrast', by: 'tags' });
  });

  it('is unknown where nothing tells it', () => {
    expect(scanPhase(uprightScan(torso.ct, torso.labelMap))).toBeUndefined();
  });
});
