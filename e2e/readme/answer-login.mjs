#!/usr/bin/env node
// The browser for the README's programs. The user of every login is already signed in.
const asked = new URL(process.argv[2]).searchParams
const callback = new URL(asked.get('redirect_uri'))
callback.search = new URLSearchParams({ code: 'the-code', state: asked.get('state'), iss: 'https://demo.example' })
await fetch(callback)
