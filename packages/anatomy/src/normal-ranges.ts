import type { StructureRange } from '@totalfm/core';

const range = (ml: StructureRange['ml'], hu: StructureRange['hu']): StructureRange => ({ ml, hu });

/** Without contrast or with; fat, calcium and cysts within. */
const softTissue = [-20, 250] as const;
const vessel = [0, 550] as const;
/** At full inspiration −860 or so; half collapsed −500. */
const lung = [-950, -350] as const;

/**
 * Wide limits, so that disease passes and a wrong mask does not. Volumes: set by us at about a third and three times (or more,
 * for what disease enlarges or wastes) of what adults have, by Geraghty et al., "Normal organ volume assessment from abdominal CT", Abdom
 * Imaging 29 (2004) 482, for liver, spleen, kidneys, pancreas and gallbladder; as wide by our own judgement for the rest. HU: of
 * water, fat, blood, bone, air and contrast media.
 */
export const normalRanges: ReadonlyMap<string, StructureRange> = new Map([
  ['liver', range([500, 4500], softTissue)],
  ['spleen', range([5, 1500], softTissue)],
  ['kidney_right', range([30, 700], softTissue)],
  ['kidney_left', range([30, 700], softTissue)],
  ['pancreas', range([5, 250], softTissue)],
  ['gallbladder', range([1, 250], [-30, 200])],
  ['adrenal_gland_right', range([0.5, 40], [-130, 200])],
  ['adrenal_gland_left', range([0.5, 40], [-130, 200])],
  ['stomach', range([20, 2500], [-850, 350])],
  ['colon', range([80, 4000], [-800, 350])],
  ['urinary_bladder', range([5, 1500], [-30, 500])],
  ['prostate', range([3, 250], softTissue)],
  ['heart', range([200, 2000], [-20, 450])],
  ['aorta', range([30, 700], vessel)],
  ['inferior_vena_cava', range([10, 250], vessel)],
  ['esophagus', range([5, 120], [-300, 250])],
  ['trachea', range([8, 120], [-1000, -400])],
  ['lung_upper_lobe_left', range([150, 2600], lung)],
  ['lung_lower_lobe_left', range([100, 2600], lung)],
  ['lung_upper_lobe_right', range([150, 2600], lung)],
  ['lung_middle_lobe_right', range([60, 1300], lung)],
  ['lung_lower_lobe_right', range([100, 2600], lung)],
  ['vertebrae_L5', range([15, 150], [50, 600])],
  ['vertebrae_L3', range([15, 150], [50, 600])],
  ['vertebrae_L1', range([12, 130], [50, 600])],
  ['vertebrae_T12', range([12, 120], [50, 600])],
  ['vertebrae_T8', range([6, 90], [50, 600])],
  ['vertebrae_T4', range([4, 70], [50, 600])],
]);
