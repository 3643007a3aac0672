// All public names. Each part also has its own import path with the same names, such as 'grantkit/token'.
export * from './authorization/index.ts'
export * from './client/index.ts'
export * from './discovery/index.ts'
export * from './endpoints/index.ts'
export * from './token/index.ts'
