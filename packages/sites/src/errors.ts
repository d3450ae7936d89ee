import { defineErrors } from '@totalfm/core';

export const siteErrors = defineErrors({
  TFM_SITES_DIFFER: 'A site trains another model, or otherwise, than the sites that it joins.',
  TFM_SITE_NOT_FINITE: 'What a site hands in holds values that are not finite.',
  TFM_SITES_SILENT: 'Nobody answers a site that waits for the others.',
});
