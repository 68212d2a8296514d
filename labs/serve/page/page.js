// SPDX-License-Identifier: Apache-2.0

/**
 * @typedef {{ id: string, lab: number, title: string, status: 'open' | 'done' | 'solved', current: boolean }} Standing
 * @typedef {{ title: string, passed: boolean, message?: string }} CheckedTest
 */

const byId = (/** @type {string} */ id) => {
  const found = document.getElementById(id)
  if (!found) throw new Error(`the page has no #${id}`)
  return found
}

/** @type {(path: string, method?: string) => Promise<any>} */
const ask = async (path, method = 'GET') => {
  const response = await fetch(`/labs/api/labs${path}`, { method })
  const body = await response.json()
  if (!response.ok) throw new Error(body.error)
  return body
}

/** @type {(tag: string, text: string, className?: string) => HTMLElement} */
const element = (tag, text, className = '') => {
  const made = document.createElement(tag)
  made.textContent = text
  made.className = className
  return made
}

const MARKS = { open: '', done: ' ✓', solved: ' (solved)' }
let shown = ''

async function showLabs() {
  /** @type {{ labs: Standing[] }} */
  const { labs } = await ask('')
  const wanted = location.hash.slice(1)
  const lab =
    labs.find(({ id }) => id === wanted) ??
    labs.find(({ current }) => current) ??
    labs.find(({ status }) => status === 'open') ??
    labs[0]
  if (!lab) return
  byId('labs').replaceChildren(
    ...labs.map(({ id, lab: number, title, status }) => {
      const link = document.createElement('a')
      link.href = `#${id}`
      link.textContent = `${number}. ${title}${MARKS[status]}`
      if (id === lab.id) link.setAttribute('aria-current', 'page')
      const item = document.createElement('li')
      item.append(link)
      return item
    }),
  )
  if (shown === lab.id) return
  shown = lab.id
  byId('outcome').replaceChildren()
  const { html } = await ask(`/${lab.id}`)
  // The text is this project's own README, rendered by our server.
  byId('lab').innerHTML = html
}

/** Runs one button's work; says in words when it did not work. */
const onClick = (/** @type {string} */ id, /** @type {() => Promise<void>} */ work) => {
  const button = byId(id)
  button.addEventListener('click', async () => {
    button.setAttribute('disabled', '')
    try {
      await work()
    } catch (error) {
      byId('outcome').replaceChildren(element('p', error instanceof Error ? error.message : String(error)))
    }
    button.removeAttribute('disabled')
  })
}

onClick('check', async () => {
  byId('outcome').replaceChildren(element('p', 'Checking…'))
  /** @type {{ passed: boolean, tests: CheckedTest[], crash: string | null }} */
  const { passed, tests, crash } = await ask(`/${shown}/check`, 'POST')
  const list = document.createElement('ul')
  const first = tests.findIndex((test) => !test.passed)
  for (const test of first === -1 ? tests : tests.slice(0, first + 1)) {
    const item = element('li', test.title, test.passed ? 'passed' : 'failed')
    if (!test.passed && test.message) item.append(element('span', test.message, 'why'))
    list.append(item)
  }
  const words = passed ? 'Done. Reload your app to hear it.' : (crash ?? 'Not yet. What comes first:')
  byId('outcome').replaceChildren(element('p', words), list)
  await showLabs()
})

onClick('hint', async () => {
  const { level, of, text } = await ask(`/${shown}/hint`, 'POST')
  byId('outcome').replaceChildren(element('p', `Hint ${level} of ${of}`), element('p', text))
})

onClick('reload', async () => {
  const frame = byId('app')
  if (frame instanceof HTMLIFrameElement) frame.contentWindow?.location.reload()
})

addEventListener('hashchange', () => void showLabs())
void showLabs()
