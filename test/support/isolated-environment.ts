/** A task of the isolated pool that tells which variables its process was given. */

/** The names of its environment. */
export const run = (_: undefined): string[] => Object.keys(process.env).sort()
