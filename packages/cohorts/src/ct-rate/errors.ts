import { defineErrors } from '@totalfm/core';

export const ctRateErrors = defineErrors({
  TFM_CT_RATE_HU:
    'What the values of a CT of CT-RATE say of slope and intercept is not what its folder and table do: the values were believed.',
  TFM_CT_RATE_RESCALE: 'A CT of CT-RATE holds stored values, and no table says their slope and intercept.',
  TFM_CT_RATE_SPACING: 'The header of a CT of CT-RATE has another spacing than the table, whose spacing was taken.',
});
