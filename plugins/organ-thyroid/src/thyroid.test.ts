import { describeOrgan, describePlugin } from '@totalfm/testing';
import { plugin, thyroid } from './index.ts';

describeOrgan(thyroid);
describePlugin(plugin, new URL('../package.json', import.meta.url));
