export { createDicomReader, dicomOptions, dicomReader, type DicomOptions } from './dicom-reader.ts';
export { contrastPhaseOf, type ContrastPhase, type PhaseGuess } from './phase/contrast-phase.ts';
export { enhancementHu, phaseOfHu, type EnhancementHu } from './phase/phase-of-hu.ts';
export { readDicomReport, type DicomReport } from './report/read-report.ts';
export { scanDicomTree, type ScanTreeOptions } from './scan/scan-tree.ts';
export { type DicomSeries, type DicomStudy } from './scan/studies.ts';
export { type ImageKind } from './series/image-kind.ts';
export { type KernelSharpness } from './series/kernel.ts';
