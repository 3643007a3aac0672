/** Every response has one of these. */
export const responseNames: readonly string[] = ['state', 'response']
