import { coreErrors, isTotalFmError } from '../errors.ts';

/** The code of a system error (`ENOSPC`), looked for through the causes of an error too. */
export function systemCode(error: unknown): string | undefined {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^E[A-Z0-9]+$/.test(code)) return code;
  }
  return undefined;
}

/** True where an error means that nothing more can be stored: it stops a stage, never only the exam in hand. */
export const isDiskFull = (error: unknown): boolean => {
  const code = systemCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || (isTotalFmError(error) && error.code === 'TFM_DISK_FULL');
};

const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EISDIR']);

/** What a failed write to `path` means: a full disk or a place that cannot be written to as a coded error, anything else as it is. */
export function writeError(error: unknown, path: string): unknown {
  if (isTotalFmError(error) && !isDiskFull(error)) return error;
  const code = systemCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return coreErrors.TFM_DISK_FULL({
      file: path,
      message: code === 'EDQUOT' ? 'Your disk quota is used up.' : 'The disk is full.',
      fix: 'Free space there (old runs, and artifacts that no run links to), then `totalfm resume` goes on: nothing that was finished is lost.',
      cause: error,
    });
  }
  if (code !== undefined && refusals.has(code)) {
    return coreErrors.TFM_NOT_WRITABLE({
      file: path,
      message: `The path cannot be written to (${code}).`,
      fix: 'Give this user write access, or choose a folder that exists; `totalfm resume` goes on from here.',
      cause: error,
    });
  }
  return error;
}

/** Does work that writes below `path`, with the errors of {@link writeError}. */
export async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw writeError(error, path);
  }
}

/** What a failed read of `path` means: a file that is not there, or may not be read, as a coded error; anything else as it is. */
export function readError(error: unknown, path: string): unknown {
  if (isTotalFmError(error)) return error;
  if (isDiskFull(error)) return writeError(error, path);
  const code = systemCode(error);
  if (code === undefined || !/^(ENOENT|EACCES|EISDIR|ENOTDIR|EPERM|ENAMETOOLONG|ELOOP)$/.test(code)) return error;
  return coreErrors.TFM_FILE_MISSING({
    file: path,
    cause: error,
    message: `${path} cannot be opened (${code}).`,
    fix: 'Check the path, and that you may read it.',
  });
}
