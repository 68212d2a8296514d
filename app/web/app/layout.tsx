// SPDX-License-Identifier: Apache-2.0

import '@patternfly/react-core/dist/styles/base.css'
import './theme.css'
import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'

export const metadata: Metadata = {
  title: 'Pizza shop',
  description: 'Order a pizza by voice, and see where the time goes.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#151515' },
  ],
}

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    // theme.js may have added the dark class before React looks.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>{children}</body>
    </html>
  )
}
