// SPDX-License-Identifier: Apache-2.0

import type { MicrophoneChoice } from '../conversation/state.ts'

/**
 * The microphones there are, by name. Empty until the customer has allowed one: before that, browsers name none. Never throws.
 */
export async function listMicrophones(): Promise<readonly MicrophoneChoice[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices()
    return devices
      .filter(({ kind, label, deviceId }) => kind === 'audioinput' && label !== '' && !ALIASES.has(deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, name: label }))
  } catch {
    return []
  }
}

/** Chromium lists the preferred devices a second time under these names. */
const ALIASES: ReadonlySet<string> = new Set(['default', 'communications'])

/** Calls back whenever something is plugged in or out, until the signal aborts. */
export function watchDevices(onChange: () => void, signal: AbortSignal): void {
  // Absent where the page is neither https nor localhost.
  const devices: MediaDevices | undefined = globalThis.navigator?.mediaDevices
  devices?.addEventListener('devicechange', onChange, { signal })
}
