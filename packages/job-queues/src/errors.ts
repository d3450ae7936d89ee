import { defineErrors } from '@totalfm/core';

export const queueErrors = defineErrors({
  TFM_QUEUE_URL: 'The address of a queue is none, or holds a password.',
  TFM_QUEUE_UNREACHABLE: 'No queue answers at this address.',
  TFM_QUEUE_REFUSED: 'A queue refuses the user, the password, or a command.',
});
