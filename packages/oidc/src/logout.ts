export * from './logout/frontchannel-logout.ts'
export * from './logout/prepare-logout.ts'
export * from './logout/process-logout-response.ts'
