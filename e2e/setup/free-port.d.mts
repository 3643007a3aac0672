/** A port of the loopback address that nobody listens on. */
export declare function freePort(): Promise<number>
