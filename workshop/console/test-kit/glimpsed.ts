import type { Page } from 'playwright-core'

/**
 * Resolves once an element matches, however shortly it does: every change of the page is looked at. The page's policy forbids the `eval` that
 * `waitForFunction` asks again with.
 */
export const glimpsed = (page: Page, selector: string, limitMs = 60_000): Promise<void> =>
  page.evaluate(`new Promise((resolve, reject) => {
    const selector = ${JSON.stringify(selector)}
    const watching = new MutationObserver(look)
    const limit = setTimeout(end, ${limitMs}, reject, new Error(selector + ' was not seen'))
    function end(settle, value) {
      watching.disconnect()
      clearTimeout(limit)
      settle(value)
    }
    function look() {
      if (document.querySelector(selector)) end(resolve)
    }
    watching.observe(document, { subtree: true, childList: true, attributes: true })
    look()
  })`)
