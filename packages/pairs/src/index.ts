import { definePlugin } from '@totalfm/core';
import { centredScan } from './centred-scan/index.ts';
import { organPairs } from './organ-pairs/index.ts';
import { organVolumes } from './organ-volumes/index.ts';
import { parquetPairs } from './parquet/index.ts';
import { webDataset } from './webdataset/index.ts';

export const plugin = definePlugin({
  name: '@totalfm/pairs',
  apiVersion: '^1.0.0',
  components: [organVolumes, centredScan, webDataset, organPairs, parquetPairs],
});
export default plugin;

export { centredScan, centredScanOptions, createCentredScan, type CentredScanOptions } from './centred-scan/index.ts';
export * from './errors.ts';
export { createOrganPairs, organPairs } from './organ-pairs/index.ts';
export {
  createOrganVolumes,
  organVolumes,
  organVolumesOptions,
  type OrganVolumesOptions,
} from './organ-volumes/index.ts';
export { createParquetPairs, parquetPairs } from './parquet/index.ts';
export { createWebDataset, webDataset } from './webdataset/index.ts';
