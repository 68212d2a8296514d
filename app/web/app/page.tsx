// SPDX-License-Identifier: Apache-2.0
'use client'

export default function Page() {
  return <main>Soon.</main>
}
