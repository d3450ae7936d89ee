import { describePlugin } from '@totalfm/testing';
import { plugin } from './index.ts';

describePlugin(plugin);
