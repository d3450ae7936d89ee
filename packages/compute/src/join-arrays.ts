/** Arrays end to end. */
export function joinArrays(arrays: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  arrays.reduce((offset, array) => {
    joined.set(array, offset);
    return offset + array.length;
  }, 0);
  return joined;
}
