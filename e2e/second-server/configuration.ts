import { generateKeyPairSync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { templates } from '../setup/find-lemonldap.mjs'
import { clientConfiguration } from './clients.ts'

/** Writes the configuration of LemonLDAP::NG into a folder. Returns the path of the main file. */
export async function writeConfiguration(folder: string, issuer: string, pages: string): Promise<string> {
  const at = (name: string) => join(folder, name)
  const folders = ['configuration', 'cache', 'sessions/lock', 'persistent-sessions/lock']
  await Promise.all(folders.map((name) => mkdir(at(name), { recursive: true })))
  await writeFile(at('configuration/lmConf-1.json'), JSON.stringify(portal(at, issuer, pages)))
  const file = at('lemonldap-ng.ini')
  await writeFile(file, settings(at))
  return file
}

const settings = (at: (name: string) => string) => `
[all]
logLevel = warn
[configuration]
type = File
dirName = ${at('configuration')}
localStorage = Cache::FileCache
localStorageOptions = { namespace => 'configuration', cache_root => '${at('cache')}', cache_depth => 0 }
[portal]
staticPrefix = /static
templateDir = ${templates}
languages = en
`

function portal(at: (name: string) => string, issuer: string, pages: string): object {
  const key = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const files = (name: string) => ({ Directory: at(name), LockDirectory: at(`${name}/lock`) })
  const { hostname } = new URL(issuer)
  return {
    cfgNum: 1,
    cfgDate: 1,
    portal: issuer,
    domain: hostname,
    securedCookie: 0,
    // the demonstration accounts: dwho, rtyler and msmith. The password is the name
    authentication: 'Demo',
    userDB: 'Same',
    demoExportedVars: { uid: 'uid', cn: 'cn', mail: 'mail' },
    whatToTrace: 'uid',
    // loaded even though no page uses it; the default needs ImageMagick
    captcha: '::UserDB::Null',
    globalStorage: 'Apache::Session::File',
    globalStorageOptions: files('sessions'),
    persistentStorage: 'Apache::Session::File',
    persistentStorageOptions: files('persistent-sessions'),
    localSessionStorage: 'Cache::FileCache',
    localSessionStorageOptions: { namespace: 'sessions', cache_root: at('cache'), cache_depth: 0 },
    locationRules: { [hostname]: { default: 'accept' } },
    issuerDBOpenIDConnectActivation: 1,
    oidcServiceAllowDynamicRegistration: 1,
    oidcServicePrivateKeySig: key.privateKey,
    oidcServicePublicKeySig: key.publicKey,
    oidcServiceKeyIdSig: 'rs256',
    ...clientConfiguration(pages),
  }
}
