// SPDX-License-Identifier: Apache-2.0

/** Has the browser save bytes as a file. */
export function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([bytes], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has its own hold on the bytes by the time the browser is idle again.
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
