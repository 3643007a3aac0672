#!/usr/bin/env node
// A browser without a screen, for `open`: signs alice in and consents.
import { UserAgent } from '../server/user-agent.ts'

await new UserAgent().visit(process.argv[2])
