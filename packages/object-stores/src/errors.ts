import { defineErrors } from '@totalfm/core';

export const objectErrors = defineErrors({
  TFM_OBJECTS_ENDPOINT: 'The address of a store of objects is none, or holds a password.',
  TFM_OBJECTS_UNREACHABLE: 'A store of objects does not answer, or answers that it cannot for now.',
  TFM_OBJECTS_REFUSED: 'A store of objects refuses the user or the key, or has no such bucket.',
});
