import { builtInOrgans } from '@totalfm/anatomy';

/** Lungs to stomach: with the sides of lung, kidney and adrenal gland, 14 volumes. */
export const organs = builtInOrgans.slice(0, 11);
