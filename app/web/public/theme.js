// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that nobody who prefers dark is dazzled by a light flash.
const dark = window.matchMedia('(prefers-color-scheme: dark)')
let chosen = null
try {
  chosen = window.localStorage.getItem('theme')
} catch {
  // A browser that forbids it forgets the choice.
}
const apply = () => {
  const theme = chosen ?? (dark.matches ? 'dark' : 'light')
  document.documentElement.classList.toggle('pf-v6-theme-dark', theme === 'dark')
}
apply()
dark.addEventListener('change', apply)
// The button: 'light', 'dark', or null to follow the system.
window.addEventListener('theme', ({ detail }) => {
  chosen = detail
  apply()
  try {
    if (chosen === null) window.localStorage.removeItem('theme')
    else window.localStorage.setItem('theme', chosen)
  } catch {}
})
