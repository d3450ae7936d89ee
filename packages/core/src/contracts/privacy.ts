/** What may leave the machine. Bound by the runtime from the experiment's `privacy`, which also guards every socket. */
export interface Privacy {
  /**
   * `refuse`: no connection but to this machine's loopback is opened. `allow`: they are, and a component that gives report
   * text to a model gives it de-identified only.
   */
  readonly remote: 'allow' | 'refuse';
  /** Hosts that may be connected to although `remote` is `refuse`: a queue, a store of artifacts. */
  readonly hosts?: readonly string[];
}
