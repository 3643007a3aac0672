export const config: { issuer: string; clientId: string; scope: string; api: string }
