/** Bytes of an element by its type, in PyTorch's names. Types that float32 cannot hold are known by their widths. */
const widths = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
  complex32: 4,
  complex64: 8,
  complex128: 16,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
  qint8: 1,
  quint8: 1,
  qint32: 4,
} as const;

export type ElementType = keyof typeof widths;

export const elementBytes: Readonly<Record<ElementType, number>> = widths;

export const isElementType = (name: string): name is ElementType => Object.hasOwn(widths, name);
