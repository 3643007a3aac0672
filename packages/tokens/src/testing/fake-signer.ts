import type { DPoPSigner } from 'grantkit'

export interface FakeSigner extends DPoPSigner {
  inputs: Parameters<DPoPSigner['createProof']>[0][]
  remembered: unknown[][]
}

/** A signer whose proofs tell their number and nonce. */
export function fakeSigner(): FakeSigner {
  const inputs: FakeSigner['inputs'] = []
  const remembered: FakeSigner['remembered'] = []
  return {
    inputs,
    remembered,
    createProof: async (input) => `proof-${inputs.push(input)}-${input.nonce ?? 'none'}`,
    rememberNonce: (...all) => {
      remembered.push(all)
    },
  }
}
