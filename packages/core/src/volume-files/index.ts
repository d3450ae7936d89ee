export { createVolumeFiles } from './create-volume-files.ts';
export { describeBytes } from './describe-bytes.ts';
export { samplePath } from './sample-path.ts';
export { volumeFilesOf } from './volume-files-of.ts';
