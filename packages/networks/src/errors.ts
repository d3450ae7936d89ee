import { defineErrors } from '@totalfm/core';

export const networkErrors = defineErrors({
  TFM_VISION_SIZE: 'An organ volume has another size than the vision encoder takes.',
  TFM_VISION_ANY_SIZE:
    'A vision encoder takes volumes of one size, and the cutter makes them as large as their organs.',
  TFM_NETWORK_OPTIONS: 'A network cannot be built from these options.',
});
