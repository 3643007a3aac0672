import { askedRounds, type Pace } from '../measure.ts'

/** Fewer rounds, because a signature takes as long as ten stubbed requests, and its time hardly varies. */
export const pace: Partial<Pace> = { rounds: Math.ceil(askedRounds / 5), warmUpRounds: 100, runsPerSlice: 20 }
