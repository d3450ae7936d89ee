import { isDiskFull, isTotalFmError, systemCode, writeError } from '@totalfm/core';
import { imagingErrors } from './errors.ts';

/** A coded error for what the operating system says of a path that is read; coded errors and aborts pass through. */
export function diskError(error: unknown, file: string): unknown {
  if (isTotalFmError(error)) return error;
  if (isDiskFull(error)) return writeError(error, file);
  const code = systemCode(error);
  if (code && /^(ENOENT|EACCES|EISDIR|ENOTDIR|EPERM)$/.test(code)) {
    return imagingErrors.TFM_FILE_MISSING({
      file,
      cause: error,
      message: `${file} cannot be opened (${code}).`,
      fix: 'Check the path, and that you may read it.',
    });
  }
  return error;
}
