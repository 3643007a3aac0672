import { askedRounds, type Pace } from '../measure.ts'

/** A signature takes as long as ten requests of a stub, and hardly varies: fewer rounds do. */
export const pace: Partial<Pace> = { rounds: Math.ceil(askedRounds / 5), warmUpRounds: 100, runsPerSlice: 20 }
