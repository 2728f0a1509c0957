import { useSignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { address, go, href } from './address.ts'
import { Guide, showGuide } from './guide/guide.tsx'
import { asTables, useKeys } from './keys.ts'
import { link } from './live/store.ts'
import { Help } from './parts/help.tsx'
import { Icon } from './parts/icon.tsx'
import { type Screen, screens } from './screens/index.ts'
import { nextTheme, theme } from './theme.ts'

export function App() {
  const help = useSignal(false)
  const shown = screens.find(({ name }) => name === address.value.screen)
  useKeys([
    { key: '?', does: 'this help', run: () => (help.value = !help.value) },
    {
      key: 't',
      does: 'pictures as tables, and back',
      run: () => (asTables.value = !asTables.value),
    },
    { key: 'g g', does: 'the guide: break it, watch it, heal it', run: showGuide },
    { key: 'Escape', does: 'one step up', run: up },
    ...screens.map(({ name, title, key }) => ({
      key: `g ${key}`,
      does: `go to ${title}`,
      run: () => go(href(name)),
    })),
  ])
  return (
    <>
      <header class="top">
        <button type="button" class="skip" onClick={toMain}>
          To the content
        </button>
        <a class="brand" href={href('mesh')}>
          <Icon name="brand" />
          <span>Watertight</span>
        </a>
        <nav aria-label="Screens">
          {screens.map(({ name, title, key }) => (
            <a
              key={name}
              href={href(name)}
              aria-current={name === shown?.name ? 'page' : undefined}
              title={`g ${key}`}
            >
              {title}
            </a>
          ))}
        </nav>
        <Connection />
        <button
          type="button"
          class="quiet icon"
          aria-pressed={asTables.value}
          title="Pictures as tables (t)"
          onClick={() => (asTables.value = !asTables.value)}
        >
          <Icon name="table" />
          <span class="hidden">Pictures as tables</span>
        </button>
        <button
          type="button"
          class="quiet icon"
          title={`Theme: ${theme.value}`}
          onClick={nextTheme}
        >
          <Icon name={theme.value === 'dark' ? 'moon' : theme.value === 'light' ? 'sun' : 'half'} />
          <span class="hidden">Theme: {theme.value}</span>
        </button>
        <button
          type="button"
          class="quiet icon"
          title="Keys (?)"
          onClick={() => (help.value = true)}
        >
          <Icon name="keys" />
          <span class="hidden">Keys</span>
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <Guide />
        {shown === undefined ? <NoScreen /> : <Shown key={shown.name} screen={shown} />}
      </main>
      <Help isOpen={help} />
    </>
  )
}

function up(): void {
  const { screen, path, query } = address.value
  if (Object.keys(query).length > 0) go(href(screen, path))
  else if (path.length > 0) go(href(screen, path.slice(0, -1)))
}

function toMain(): void {
  document.getElementById('main')?.focus()
}

const links = {
  connecting: 'connecting…',
  live: 'live',
  lost: 'connection lost; what is shown is the past',
  recorded: 'a recorded run',
} as const

function Connection() {
  return (
    <p class={`connection is-${link.value}`} role="status" data-testid="connection">
      <Icon name={link.value === 'live' ? 'live' : 'waiting'} />
      {links[link.value]}
    </p>
  )
}

/** A screen once it is loaded. */
function Shown({ screen: { title, load } }: { readonly screen: Screen }) {
  const loaded = useSignal<ComponentType | undefined>(undefined)
  const failed = useSignal(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Watertight`
    load().then(
      (module) => {
        loaded.value = module.default
      },
      () => {
        failed.value = true
      },
    )
  }, [])
  const View = loaded.value
  return (
    <>
      <h1 ref={heading} class="hidden">
        {title}
      </h1>
      {failed.value ? (
        <p class="empty">
          This screen could not be loaded. <a href=".">Load the page again</a>
        </p>
      ) : (
        View && <View />
      )}
    </>
  )
}

const NoScreen = () => (
  <div class="empty">
    <h1>There is no such screen</h1>
    <p>
      <a href={href('mesh')}>To the mesh</a>
    </p>
  </div>
)
