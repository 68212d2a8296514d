// SPDX-License-Identifier: Apache-2.0
// Loaded before every check: a lab that reaches out of this machine fails, wherever it is taught.
import net from 'node:net'

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\]|::ffff:127\.\d+\.\d+\.\d+)$/

/** The host a `connect` call means, or nothing for a pipe or the default, which is localhost. */
function hostOf(args: readonly unknown[]): string | undefined {
  // Node passes its own normalised arguments as one array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  if (typeof first === 'object' && first !== null && 'host' in first) return String(first.host ?? 'localhost')
  if (typeof first === 'number' && typeof second === 'string') return second
  return undefined
}

const connect = net.Socket.prototype.connect

net.Socket.prototype.connect = function offline(this: net.Socket, ...args: unknown[]): net.Socket {
  const host = hostOf(args)
  if (host !== undefined && !LOOPBACK.test(host))
    throw new Error(`A lab may not use the network, and this one connects to ${host}.`)
  return Reflect.apply(connect, this, args)
}
