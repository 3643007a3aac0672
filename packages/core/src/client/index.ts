// Everything bound to one server.
export type * from '../request-types.ts'
export {
  type Client,
  type ClientDefaults,
  type ClientSettings,
  createClient,
  type ServerSettings,
} from './client.ts'
