import { builtInOrgans, definePlugin } from '@totalfm/core';
import { trained } from './trained/trained.ts';

/** What the app itself brings, as a plugin like any other: the organs of core's anatomy, and models of other runs. */
export const plugin = definePlugin({ name: 'totalfm', apiVersion: '^1.0.0', components: [...builtInOrgans, trained] });
