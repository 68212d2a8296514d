// SPDX-License-Identifier: Apache-2.0
// Runs before the first paint, so that nobody who prefers dark is dazzled by a light flash.
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const apply = () => document.documentElement.classList.toggle('pf-v6-theme-dark', dark.matches)
apply()
dark.addEventListener('change', apply)
