/** The part of a request that is needed for cookies and origin checks. Every `Request` has it. */
export interface RequestHead {
  readonly headers: { get(name: string): string | null }
}
