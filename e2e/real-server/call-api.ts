export interface ApiAnswer {
  status: number
  body: { hello?: string; scope?: string; error?: string }
}

/** Calls one of the server's APIs with a token, as a bearer token or with a DPoP proof. */
export async function callApi(api: string, accessToken: string, proof?: string): Promise<ApiAnswer> {
  const headers = proof
    ? { authorization: `DPoP ${accessToken}`, dpop: proof }
    : { authorization: `Bearer ${accessToken}` }
  const response = await fetch(`${api}/hello`, { headers })
  return { status: response.status, body: (await response.json()) as ApiAnswer['body'] }
}
