export { createTextTower, type ScratchShape, type TextTowerOptions } from './create-text-tower.ts';
export * from './errors.ts';
export { textFamilies, type TextFamilyName } from './families.ts';
export { poolings, type Pooling } from './pooling.ts';
export { sanitizers, type Sanitizer } from './sanitize.ts';
export type { LoadedTextTower, TextTower, TowerPlace, TowerShape } from './text-tower.ts';
