// The authorization server, this page's registration there (a public client, without a secret), and the API.
export const config = {
  issuer: 'https://demo.example',
  clientId: 'spa',
  scope: 'openid profile offline_access',
  api: 'https://api.example',
}
