/** How sharp a reconstruction is: soft for organs, sharp for lung and bone. */
export type KernelSharpness = 'soft' | 'sharp' | 'unknown';

/** Numbers of Siemens kernels (`B30f`, `Br40d\3`, `I31f`) up to which they are made for soft tissue. */
const SOFTEST_SIEMENS = 49;
const soft =
  /^(std|standard|soft|detail|smooth|a|b|fc0\d|fc1\d|fc4[1-3]|uc|va|vb|body|abdomen|xres_?standard|sb|sa)\b/i;
const sharp = /^(lung|bone|bonepl(us)?|edge|chest|ultra|hd ?lung|c|d|e|l|y[a-d]|fc3\d|fc5\d|fc8\d|sharp)\b/i;

/** By Convolution Kernel (0018,1210) of the four large makers; what is none of theirs is unknown. */
export function kernelSharpness(kernel: string): KernelSharpness {
  const siemens = /^[a-z]{1,2}v?(\d{2})[a-z]?/i.exec(kernel.trim());
  if (siemens && !/^fc/i.test(kernel.trim())) return Number(siemens[1]) <= SOFTEST_SIEMENS ? 'soft' : 'sharp';
  if (soft.test(kernel.trim())) return 'soft';
  return sharp.test(kernel.trim()) ? 'sharp' : 'unknown';
}
