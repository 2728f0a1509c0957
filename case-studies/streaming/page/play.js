const viewer = document.body.dataset.viewer ?? '1'
const toast = document.querySelector('#toast')
let hiding = 0

function say(text, kind) {
  toast.textContent = text
  toast.dataset.kind = kind
  toast.hidden = false
  clearTimeout(hiding)
  hiding = setTimeout(() => {
    toast.hidden = true
  }, 4000)
}

/** The number is made here, so that asking again starts the film once. */
async function play(film, title) {
  const path = `plays/${crypto.randomUUID()}`
  const options = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ viewer, film }),
  }
  try {
    const { ok } = await fetch(path, options)
    say(ok ? `${title} starts` : `${title} does not start just now`, ok ? 'good' : 'bad')
  } catch {
    say('The edge does not answer', 'bad')
  }
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button[data-film]') : null
  if (button instanceof HTMLElement) void play(button.dataset.film, button.dataset.title)
})

/** Takes over what has changed; the rest keeps its place and its scroll. */
async function refresh() {
  try {
    const answer = await fetch(`?viewer=${viewer}`)
    if (!answer.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const fresh of page.querySelectorAll('main > [id]')) {
      const shown = document.getElementById(fresh.id)
      if (shown !== null && shown.outerHTML !== fresh.outerHTML) shown.replaceWith(fresh)
    }
  } catch {
    // the page that is here stays
  }
}
setInterval(() => void (document.hidden || refresh()), 2500)
