import { builtInOrgans } from '@totalfm/anatomy';
import { definePlugin } from '@totalfm/core';

/** The organs of core's anatomy, as a plugin like any other. */
export const plugin = definePlugin({ name: 'totalfm', apiVersion: '^1.0.0', components: builtInOrgans });
