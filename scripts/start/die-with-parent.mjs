// SPDX-License-Identifier: Apache-2.0
// Loaded first into every process that `npm start` forks: when the launcher is gone, even by kill -9, so are they.
import { isMainThread } from 'node:worker_threads'

if (isMainThread && process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 5_000).unref()
    process.kill(process.pid, 'SIGTERM')
  })
  // The listener alone must not keep a process alive that has nothing left to do.
  process.channel.unref()
}
