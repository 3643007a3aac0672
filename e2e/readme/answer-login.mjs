#!/usr/bin/env node
// The browser of the README's world, where the user of every login is signed in already.
const asked = new URL(process.argv[2]).searchParams
const callback = new URL(asked.get('redirect_uri'))
callback.search = new URLSearchParams({ code: 'the-code', state: asked.get('state'), iss: 'https://demo.example' })
await fetch(callback)
