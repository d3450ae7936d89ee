export { createTextTower, type ScratchShape, type TextTowerOptions } from './create-text-tower.ts';
export * from './errors.ts';
export { textFamilyNames, type TextFamilyName } from './families.ts';
export { poolings, type Pooling } from './pooling.ts';
export { sanitizerNames, sanitizers, type Sanitizer } from './sanitize.ts';
export type { PublishedTower } from './published-tower.ts';
export type { TowerShape } from './text-tower.ts';
export {
  designedTower,
  textTowerComponent,
  towerContent,
  type TowerComponentDefinition,
  type TowerDesign,
} from './text-tower-component.ts';
export { towerOptions, type TowerDefaults, type TowerOptions } from './tower-options.ts';
