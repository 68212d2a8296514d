// SPDX-License-Identifier: Apache-2.0
import { createServer } from 'node:net'
import { EXIT, KitError } from '../exit.ts'

const whyNot = (code: string | undefined, host: string, port: number): string => {
  const address = `${host}:${port}`
  if (code === 'EADDRINUSE')
    return (
      `Port ${port} is taken by another program, perhaps an earlier \`npm start\`.\n` +
      `Stop that one, or choose another port: npm start -- --port ${port + 1}`
    )
  if (code === 'EACCES')
    return `This account may not open port ${port}; choose one above 1024: npm start -- --port 3000`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `${host} is no address of this machine (HOST=${host}); leave HOST unset for 127.0.0.1.`
  return `Cannot listen on ${address} (${code ?? 'unknown reason'}).`
}

/** Finds out before anything slow begins whether the page's port can be opened. Throws {@link KitError}. */
export async function claimable(host: string, port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new KitError(EXIT.outside, whyNot(error.code, host, port))),
    )
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })
}
