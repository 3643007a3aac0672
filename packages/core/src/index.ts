// All that there is. Each part is also an import path of its own, such as 'grantkit/token', with the same names.
export * from './authorization/index.ts'
export * from './client/index.ts'
export * from './discovery/index.ts'
export * from './endpoints/index.ts'
export * from './token/index.ts'
