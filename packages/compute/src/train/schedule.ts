/** Learning rate: linear warm-up to `peak`, then a half cosine to `peak · final` at the last step (Loshchilov & Hutter 2017). */
export function warmupCosine(
  step: number,
  {
    peak,
    warmupSteps,
    totalSteps,
    final = 0.02,
  }: { peak: number; warmupSteps: number; totalSteps: number; final?: number },
): number {
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  return peak * (final + (1 - final) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}
