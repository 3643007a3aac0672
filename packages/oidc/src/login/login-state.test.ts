import { expect, it } from 'vitest'
import { isOwnState, stateMark } from './login-state.ts'

const random = 'A'.repeat(43)
const [issuer, clientId] = ['https://as.example', 'app']

it('recognizes the states of its issuer and client', () => {
  expect(stateMark(issuer, clientId)).toMatch(/^\w{8}$/)
  expect(isOwnState(`${random}.${stateMark(issuer, clientId)}`, issuer, clientId)).toBe(true)
})

it.for([
  `${random}.${stateMark(issuer, 'other')}`,
  `${random}.${stateMark('https://as.example/', clientId)}`,
  `${random.slice(1)}.${stateMark(issuer, clientId)}`,
  `${random}.${stateMark(issuer, clientId)}x`,
  stateMark(issuer, clientId),
  random,
  '',
  undefined,
  null,
  7,
])("treats %s as another's", (state) => {
  expect(isOwnState(state, issuer, clientId)).toBe(false)
})

it('has a different mark for each client', () => {
  const marks = Array.from({ length: 2000 }, (_, index) => stateMark(issuer, `client-${index}`))
  expect(new Set(marks).size).toBe(2000)
})
