export { pipelineErrors } from './errors.ts';
export { diceByPart, type DiceByPart } from './exams/dice.ts';
export { volumeRow } from './exams/volume-row.ts';
export { openPairs } from './stages/pair.ts';
export { readReports, type ParsedExam } from './stages/parse.ts';
export { labelSources, type LabelSource } from './stages/segment.ts';
export { openVolumes } from './stages/volumes.ts';
export * as slots from './slots.ts';
export { totalfm } from './totalfm.ts';
