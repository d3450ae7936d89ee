/** Lehmer's generator (Park and Miller 1988), which `peer_probe.py` repeats: numbers in (0, 1). */
export function lehmer(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => (state = (state * 48271) % 2147483647) / 2147483647);
}
