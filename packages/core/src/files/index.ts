export { isDiskFull, readError, systemCode, writeError, writing } from './disk-errors.ts';
export { filesBelow } from './files-below.ts';
export { fingerprintFile, fingerprintLargeFile, fingerprintOf } from './fingerprint.ts';
export { fileContent, folderContent } from './folder-content.ts';
export { keepFile, keepValues, type KeptValues } from './kept-values.ts';
export { localFiles } from './local-files.ts';
export { filesIn, readStored } from './stored-files.ts';
export { renameDurable, sync, temporarySuffix, writeFileWhole } from './write-whole.ts';
export {
  looksLikeZip,
  readZipDirectory,
  zipMemberStart,
  type ZipBytes,
  type ZipDamage,
  type ZipMember,
} from './zip-directory.ts';
