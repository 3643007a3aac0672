/** What a server's metadata does not say, and a profile needs. */
export interface ServerLack {
  /** The member of the metadata, under its name there. */
  member: string
  /** What it should say. */
  needs: string
  /** Who wants it. */
  section: string
}
