import { Finder } from './finder.tsx'
import { StoryView } from './story-view.tsx'
import { failure, place, story } from './view.ts'

/** The agent's page: find an order, read its story, ask why. */
export function SupportApp() {
  const told = story.value
  return (
    <>
      <header class="page-header">
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true">
          <rect x="5" y="2" width="22" height="28" rx="7" />
          <circle cx="16" cy="16" r="6" />
          <path d="M16 7v18M7 16h18" />
        </svg>
        <h1>
          Watertight <span>support</span>
        </h1>
        <a class="away" href="/">
          to the shop
        </a>
      </header>
      <main>
        <Finder />
        <p class="trouble" role="alert" hidden={failure.value === ''}>
          {failure.value}
        </p>
        {place.value.order !== null && told !== undefined && <StoryView story={told} />}
      </main>
    </>
  )
}
