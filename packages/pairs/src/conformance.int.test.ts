import {
  describePairMaker,
  describePairStore,
  describePlugin,
  describeVolumeCutter,
  describeVolumeStore,
} from '@totalfm/testing';
import {
  createOrganPairs,
  createOrganVolumes,
  createParquetPairs,
  createWebDataset,
  organVolumesOptions,
  plugin,
} from './index.ts';

describePlugin(plugin);
describeVolumeCutter('organ-volumes', {
  make: (anatomy) => createOrganVolumes(anatomy, organVolumesOptions.parse({})),
});
describeVolumeStore('webdataset', { make: createWebDataset });
describePairMaker('organ-pairs', { make: createOrganPairs });
describePairStore('parquet', { make: createParquetPairs });
