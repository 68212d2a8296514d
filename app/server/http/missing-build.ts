// SPDX-License-Identifier: Apache-2.0

/** The page that stands in for the web app while there is none. */
export const MISSING_BUILD = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The page has not been built</title>
<style>
  body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem; }
  code { background: #8882; padding: .1em .4em; border-radius: .3em; }
</style>
<h1>The voice server runs, its page has not been built.</h1>
<p><code>npm start</code> builds it and starts everything. To build only the page, run
<code>npx tsx app/web/build.ts</code>, then reload. To work on it, use <code>npm run dev</code>.</p>
<p>Programs can talk to this server already: its socket is <code>/ws</code>.</p>
</html>
`
