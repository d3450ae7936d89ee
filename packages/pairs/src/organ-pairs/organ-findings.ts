import type { AnatomyFindings } from '@totalfm/core';

/** An organ with the findings that it may have. */
export type OrganFindings = AnatomyFindings['organs'][number];
