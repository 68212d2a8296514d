// SPDX-License-Identifier: Apache-2.0

const KEY = 'session'

/** The conversation this tab was in before it was reloaded, if any. */
export function rememberedSession(): string | null {
  try {
    return window.sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}

/** Remembers a conversation for as long as this tab lives. A browser that forbids it forgets, which harms nobody. */
export function rememberSession(id: string): void {
  try {
    window.sessionStorage.setItem(KEY, id)
  } catch {}
}
