// The authorization server, this page's registration there (a public client whose tokens are bound by DPoP), and an API.
export const config = {
  issuer: 'https://demo.example',
  clientId: 'spa-dpop',
  scope: 'openid profile read',
  api: 'https://demo.example/api',
}
