export type { ComponentRecord, RunManifest, StageRecord } from '@totalfm/run-format';
