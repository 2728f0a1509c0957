import { useEffect, useRef } from 'preact/hooks'
import { theme } from '../../theme.ts'
import { dateTime, silence } from './moments.ts'
import type { StreamModel } from './stream-model.ts'

const height = 56

/** The line of a stream's events: drag, click or use the keys. What it shows is read out as a slider. */
export function Scrubber({ model }: { readonly model: StreamModel }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const background = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    const element = canvas.current as HTMLCanvasElement
    const draw = () => drawAll(element, background, model)
    const observer = new ResizeObserver(() => {
      background.current = null
      draw()
    })
    observer.observe(element)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const again = () => {
      background.current = null
      draw()
    }
    scheme.addEventListener('change', again)
    const leave = model.timeline.subscribe(again)
    // its colours are there once the page has them
    const leaveTheme = theme.subscribe(() => requestAnimationFrame(again))
    const leaveRevision = model.revision.subscribe(draw)
    return () => {
      observer.disconnect()
      scheme.removeEventListener('change', again)
      leave()
      leaveTheme()
      leaveRevision()
    }
  }, [model])

  const last = model.overview.value?.revision ?? 0
  const revision = model.revision.value
  const step = model.moment.value?.step
  const seek = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect()
    model.goTo(model.timeline.value.revisionAt((event.clientX - left) / width))
  }

  return (
    <div class="scrubber">
      <canvas ref={canvas} height={height} />
      <div
        class="scrubber-handle"
        role="slider"
        tabIndex={0}
        aria-label="Revision"
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={revision}
        aria-valuetext={
          revision === 0
            ? 'before the first event'
            : `revision ${revision} of ${last}${step ? `, ${step.type}, ${dateTime(step.at)}` : ''}`
        }
        data-testid="scrubber"
        onKeyDown={(event) => {
          const to = target(event, revision, last)
          if (to === undefined) return
          event.preventDefault()
          event.stopPropagation()
          model.goTo(to)
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          seek(event)
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event)
        }}
      />
      <Silences model={model} />
    </div>
  )
}

function Silences({ model }: { readonly model: StreamModel }) {
  const { gaps } = model.timeline.value
  if (gaps.length === 0) return null
  const longest = gaps.reduce((most, { ms }) => Math.max(most, ms), 0)
  return (
    <p class="quiet-text">
      {gaps.length} silences squeezed, the longest {silence(longest)}
    </p>
  )
}

/** Where a key leads: an event, ten, a hundredth of all, either end. */
function target(
  { key, shiftKey }: KeyboardEvent,
  revision: number,
  last: number,
): number | undefined {
  const page = Math.max(10, Math.round(last / 100))
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return revision + (shiftKey ? 10 : 1)
    case 'ArrowLeft':
    case 'ArrowDown':
      return revision - (shiftKey ? 10 : 1)
    case 'PageUp':
      return revision + page
    case 'PageDown':
      return revision - page
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}

/** The events are drawn once for each size and scale; the cursor with each step. */
function drawAll(
  element: HTMLCanvasElement,
  background: { current: HTMLCanvasElement | null },
  model: StreamModel,
): void {
  const ratio = devicePixelRatio
  const width = Math.round(element.clientWidth * ratio)
  if (width === 0) return
  if (element.width !== width || element.height !== height * ratio) {
    element.width = width
    element.height = height * ratio
  }
  const style = getComputedStyle(element)
  background.current ??= backgroundOf(model, width, height * ratio, style)
  const paint = element.getContext('2d') as CanvasRenderingContext2D
  paint.clearRect(0, 0, width, element.height)
  paint.drawImage(background.current, 0, 0)
  const x = model.timeline.value.placeOf(model.revision.value) * (width - 2 * ratio) + ratio
  paint.fillStyle = style.getPropertyValue('--accent')
  paint.fillRect(x - ratio, 0, 2 * ratio, element.height)
  paint.beginPath()
  paint.arc(x, 7 * ratio, 5 * ratio, 0, 2 * Math.PI)
  paint.fill()
}

/** How many events stand at each place, and where silences were squeezed. */
function backgroundOf(
  model: StreamModel,
  width: number,
  tall: number,
  style: CSSStyleDeclaration,
): HTMLCanvasElement {
  const made = document.createElement('canvas')
  made.width = width
  made.height = tall
  const paint = made.getContext('2d') as CanvasRenderingContext2D
  const last = model.overview.value?.revision ?? 0
  const { placeOf, gaps } = model.timeline.value
  const columns = new Float32Array(width)
  // of a long stream some of the events tell how they all lie
  const step = Math.max(1, Math.floor(last / 20_000))
  for (let revision = 1; revision <= last; revision += step) {
    const x = Math.min(width - 1, Math.floor(placeOf(revision) * (width - 1)))
    columns[x] = (columns[x] ?? 0) + step
  }
  const most = columns.reduce((max, count) => Math.max(max, count), 1)
  paint.fillStyle = style.color
  for (let x = 0; x < width; x++) {
    const count = columns[x] as number
    if (count === 0) continue
    const size = (0.25 + (0.75 * Math.log1p(count)) / Math.log1p(most)) * (tall - 20)
    paint.fillRect(x, tall - size, 1, size)
  }
  paint.strokeStyle = style.getPropertyValue('--wait-bright')
  paint.setLineDash([4, 4])
  for (const { place } of gaps) {
    const x = Math.round(place * (width - 1)) + 0.5
    paint.beginPath()
    paint.moveTo(x, 14)
    paint.lineTo(x, tall)
    paint.stroke()
  }
  return made
}
