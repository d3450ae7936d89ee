import { registerElementwise } from './elementwise.ts';
import { registerFused } from './fused.ts';
import { registerGather } from './gather.ts';
import { registerMatMul } from './matmul.ts';
import { registerPooling } from './pooling.ts';
import { registerReductions } from './reductions.ts';
import { registerShapes } from './shapes.ts';

let registered = false;

export function registerTracedKernels(): void {
  if (registered) return;
  registered = true;
  registerElementwise();
  registerReductions();
  registerMatMul();
  registerPooling();
  registerShapes();
  registerGather();
  registerFused();
}
