// SPDX-License-Identifier: Apache-2.0
import '@patternfly/react-core/dist/styles/base.css'
import type { Metadata } from 'next'
import type { ReactNode } from 'react'

export const metadata: Metadata = { title: 'Pizza shop', description: 'A voice agent you can talk to' }

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
