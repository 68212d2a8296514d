// SPDX-License-Identifier: Apache-2.0
// Entry of a process that is started before its settings are known: it loads its modules meanwhile, which takes a
// second, and begins when the settings come.
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'

const [, , main = '', warm = ''] = process.argv
const Settings = z.object({ type: z.literal('settings'), env: z.record(z.string(), z.string()) })

// Waiting for them is all this process has to do; nothing else would keep it alive.
process.channel?.ref()
const settings = once(process, 'message')
await import(pathToFileURL(warm).href)
const [message] = await settings
process.channel?.unref()
Object.assign(process.env, Settings.parse(message).env)
await import(pathToFileURL(main).href)
