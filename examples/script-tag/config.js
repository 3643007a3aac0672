// The authorization server and this page's registration there: a public client, without a secret.
globalThis.config = {
  issuer: 'https://demo.example',
  authorizationEndpoint: 'https://demo.example/connect/authorize',
  tokenEndpoint: 'https://demo.example/connect/token',
  clientId: 'spa',
  scope: 'openid profile',
}
