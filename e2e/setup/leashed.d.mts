import type { ChildProcess, SpawnOptions } from 'node:child_process'

/** Starts a program that the kernel ends with this process, however this process ends. */
export declare function leashed(program: string, args: string[], options?: SpawnOptions): Promise<ChildProcess>
