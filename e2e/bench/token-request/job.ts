/** The job of every contestant: exchange one authorization code for a token. */
export interface Job {
  issuer: string
  address: string
  clientId: string
  /** Present for a confidential client, which authenticates with HTTP Basic. */
  clientSecret?: string
  code: string
  redirectUri: string
  codeVerifier: string
}

export const publicClient: Job = {
  issuer: 'https://login.example.com',
  address: 'https://login.example.com/connect/token',
  clientId: 'web-app',
  code: 'SplxlOBeZQQYbYS6WxSbIA-lf5TrGFwcHqUHyZjYVa4',
  redirectUri: 'https://app.example.com/callback',
  codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
}

export const confidentialClient: Job = { ...publicClient, clientSecret: '7Fjfp0ZBr1KtDRbnfVdmIw' }
