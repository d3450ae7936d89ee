import { describePairMaker, describePairStore, describePlugin } from '@totalfm/testing';
import { createOrganPairs, createWebDataset, organPairsOptions, plugin } from './index.ts';

describePlugin(plugin);
describePairMaker('organ-pairs', { make: (anatomy) => createOrganPairs(anatomy, organPairsOptions.parse({})) });
describePairStore('webdataset', { make: createWebDataset });
