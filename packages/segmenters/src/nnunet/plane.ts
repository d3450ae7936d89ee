/** One plane across the first axis of a network’s array, when no later window touches it. */
export interface Plane {
  /** Its place along the first axis, among the image’s own planes. */
  readonly index: number;
  readonly answer: LogitPlane | LabelPlane;
}

/** Logits of a plane: that of channel c at (i, j) is `data[offset + c * channelStride + i * rowStride + j]`. */
export interface LogitPlane {
  readonly kind: 'logits';
  readonly data: Float32Array;
  readonly offset: number;
  readonly channelStride: number;
  readonly rowStride: number;
}

/** Labels of a plane, for a model that answers with labels. */
export interface LabelPlane {
  readonly kind: 'labels';
  readonly data: Uint16Array | Int32Array;
  readonly offset: number;
  readonly rowStride: number;
}
