// SPDX-License-Identifier: Apache-2.0
import { EXIT, KitError } from '../scripts/exit.ts'
import { runTypeScript } from '../scripts/run.ts'
import { claimable } from '../scripts/start/port.ts'

/** `./kit docs`: serves the site with hot reload, or builds it and holds its gates. */
export async function docs(options: { readonly build?: boolean; readonly port: number }): Promise<void> {
  if (options.build) {
    const { checkDocs } = await import('./gates.ts')
    const { failed } = await checkDocs()
    if (failed > 0) throw new KitError(EXIT.no, `${failed} of the documentation's gates do not hold.`)
    return
  }
  await claimable('127.0.0.1', options.port)
  const { code } = await runTypeScript(
    'node_modules/vitepress/bin/vitepress.js',
    ['dev', 'docs', '--host', '127.0.0.1', '--port', String(options.port)],
    {
      show: true,
    },
  )
  if (code !== 0 && code < 128)
    throw new KitError(EXIT.outside, `The documentation's server ended with exit code ${code}.`)
}
