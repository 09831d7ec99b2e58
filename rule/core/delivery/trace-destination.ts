/** Where the segments of a Region go, and what becomes a trace there. */
export type TraceDestination =
  | { readonly kind: 'x-ray' }
  /**
   * Transaction Search: all spans go to CloudWatch Logs, and X-Ray indexes a share of the traces, from 0 to 1; `undefined` where
   * that is not known.
   */
  | { readonly kind: 'transaction-search'; readonly indexedShare: number | undefined }
  | { readonly kind: 'unknown'; readonly why: string };
