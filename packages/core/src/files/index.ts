export { isDiskFull, systemCode, writeError, writing } from './disk-errors.ts';
export { renameDurable, sync, temporarySuffix, writeFileWhole } from './write-whole.ts';
