import { registerConvolution } from './convolution.ts';
import { registerElementwise } from './elementwise.ts';
import { registerFused } from './fused.ts';
import { registerGather } from './gather.ts';
import { registerMatMul } from './matmul.ts';
import { registerNormalization } from './normalization.ts';
import { registerPooling } from './pooling.ts';
import { registerReductions } from './reductions.ts';
import { registerResizing } from './resizing.ts';
import { registerScan } from './scan.ts';
import { registerShapes } from './shapes.ts';
import { registerUnclaimed } from './unclaimed.ts';

let registered = false;

export function registerTracedKernels(): void {
  if (registered) return;
  registered = true;
  registerElementwise();
  registerReductions();
  registerMatMul();
  registerConvolution();
  registerPooling();
  registerNormalization();
  registerResizing();
  registerShapes();
  registerScan();
  registerGather();
  registerFused();
  registerUnclaimed();
}
