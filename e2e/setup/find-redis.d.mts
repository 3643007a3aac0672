/** The path of the Redis server; throws where it is missing. */
export declare function redisPath(): string
