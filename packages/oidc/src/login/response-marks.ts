/** Every response has one of these. */
export const responseMarks: readonly string[] = ['state', 'response']
