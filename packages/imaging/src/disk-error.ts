/** What a failed read of a path means, as a coded error. */
export { readError as diskError } from '@totalfm/core';
