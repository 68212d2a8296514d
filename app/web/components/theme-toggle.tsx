// SPDX-License-Identifier: Apache-2.0

import { Button } from '@patternfly/react-core'
import MoonIcon from '@patternfly/react-icons/dist/esm/icons/moon-icon'
import SunIcon from '@patternfly/react-icons/dist/esm/icons/sun-icon'
import { useSyncExternalStore } from 'react'

/** What `public/theme.js` sets before the first paint. */
const DARK = 'pf-v6-theme-dark'

/** Light or dark, against what the system prefers if need be. Choosing what the system prefers follows it again. */
export function ThemeToggle() {
  const isDark = useSyncExternalStore(
    watch,
    () => document.documentElement.classList.contains(DARK),
    () => false,
  )
  return (
    <Button
      variant="plain"
      aria-label={isDark ? 'Use light colours' : 'Use dark colours'}
      icon={isDark ? <SunIcon /> : <MoonIcon />}
      onClick={() => choose(isDark ? 'light' : 'dark')}
      data-part="theme"
    />
  )
}

function watch(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] })
  return () => observer.disconnect()
}

function choose(theme: 'light' | 'dark'): void {
  const preferred = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  window.dispatchEvent(new CustomEvent('theme', { detail: theme === preferred ? null : theme }))
}
