/** What of a request is read for its cookies and where it came from. A `Request` is one. */
export interface RequestHead {
  readonly headers: { get(name: string): string | null }
}
