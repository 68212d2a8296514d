// SPDX-License-Identifier: Apache-2.0
import './offline.setup.ts'
import { createServer } from 'node:http'
import net from 'node:net'
import { describe, expect, it } from 'vitest'

describe('a check', () => {
  it('may talk to this machine', async () => {
    const server = createServer((_, response) => response.end('here'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('here')
    server.close()
  })

  it('may not reach out, by socket or by fetch', async () => {
    expect(() => net.connect(80, '192.0.2.1')).toThrow(/may not use the network, and this one connects to 192\.0\.2\.1/)
    expect(() => net.connect({ host: 'example.com', port: 80 })).toThrow(/connects to example\.com/)
    await expect(fetch('http://192.0.2.1/')).rejects.toMatchObject({
      cause: { message: expect.stringContaining('may not use the network') },
    })
  })
})
