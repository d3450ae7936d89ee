import { isDiskFull, isTotalFmError, systemCode } from '@totalfm/core';

/** What a shared folder or the network answer while something is wrong that may be over soon, or is not so elsewhere. */
const passing = new Set(
  'EAGAIN EAI_AGAIN EBUSY ECONNABORTED ECONNREFUSED ECONNRESET EHOSTDOWN EHOSTUNREACH EIO EMFILE ENETDOWN ENETRESET ENETUNREACH ENFILE ENOLCK ENOTCONN EPIPE EREMOTEIO EROFS ESTALE ETIMEDOUT'.split(
    ' ',
  ),
);

const passingCodes = new Set(['TFM_NOT_WRITABLE', 'TFM_OBJECTS_UNREACHABLE']);

/** Whether an error is of network or disk, so that the same work may succeed later, or on another machine. */
export function isPassing(error: unknown): boolean {
  if (isDiskFull(error) || (isTotalFmError(error) && passingCodes.has(error.code))) return true;
  const code = systemCode(error);
  return code !== undefined && passing.has(code);
}
