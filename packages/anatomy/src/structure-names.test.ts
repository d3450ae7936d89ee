import { describe, expect, it } from 'vitest';
import { nameStructures, structureCodeOf, structureNameOf, structureOfCode, totalSegmentatorNames } from './index.ts';

describe('names of structures', () => {
  it('are those of TotalSegmentator, however they are written', () => {
    const written = {
      Liver: 'liver',
      'Left kidney': 'kidney_left',
      'Kidney Left': 'kidney_left',
      'kidney-left': 'kidney_left',
      KidneyLeft: 'kidney_left',
      'R Kidney': 'kidney_right',
      'Lung upper lobe right': 'lung_upper_lobe_right',
      'Upper lobe of left lung': 'lung_upper_lobe_left',
      'Middle lobe': 'lung_middle_lobe_right',
      'L1 vertebra': 'vertebrae_L1',
      T12: 'vertebrae_T12',
      'Left 4th rib': 'rib_left_4',
      'Left adrenal': 'adrenal_gland_left',
      Bladder: 'urinary_bladder',
      Oesophagus: 'esophagus',
      IVC: 'inferior_vena_cava',
    };
    expect(Object.fromEntries(Object.keys(written).map((text) => [text, structureNameOf(text)]))).toEqual(written);
    for (const name of totalSegmentatorNames.values()) {
      expect(structureNameOf(name)).toBe(name);
      expect(structureNameOf(name.replaceAll('_', ' ').toUpperCase())).toBe(name);
    }
  });

  it('are left alone where no one structure is meant', () => {
    for (const text of [
      'Kidney',
      'Liver tumor',
      'left liver',
      'left right kidney',
      'Segment 1',
      '',
      'Lung',
      'C8',
      'T13',
    ])
      expect(structureNameOf(text), text).toBeUndefined();
  });

  it('come from codes first, which go both ways', () => {
    for (const name of totalSegmentatorNames.values()) {
      const code = structureCodeOf(name);
      if (code) expect(structureOfCode(code)).toBe(name);
    }
    expect(structureOfCode({ value: '64033007', meaning: 'Kidney' })).toBeUndefined();
    const names = new Map([
      [1, 'LK'],
      [2, 'Kidney Right'],
      [3, 'Tumor'],
    ]);
    const codes = new Map([[1, { value: '64033007', meaning: 'Kidney', side: 'left' as const }]]);
    expect([...nameStructures({ names, codes }).values()]).toEqual(['kidney_left', 'kidney_right', 'Tumor']);
  });

  it('stay as they are of two numbers that would be one structure', () => {
    const names = new Map([
      [1, 'liver'],
      [2, 'Liver'],
    ]);
    expect([...nameStructures({ names }).values()]).toEqual(['liver', 'Liver']);
  });
});
