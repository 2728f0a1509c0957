import type { LogView } from '../../../server/views/trace-view.ts'
import { href } from '../../address.ts'
import { clockTime } from '../../parts/words.ts'

const tones: Readonly<Record<string, string>> = { warn: 'is-wait', error: 'is-bad' }

/** Lines of logs; each leads to the trace it belongs to. */
export const LogLines = ({ lines }: { readonly lines: readonly LogView[] }) => (
  <ol class="log-lines">
    {lines.map(({ service, at, level, message, facts, trace }, i) => (
      <li key={`${at} ${i}`}>
        <time>{clockTime(at)}</time>
        <span class={`chip ${tones[level] ?? ''}`}>{level}</span>
        <span class="who">{service}</span>
        <span class="said">
          {trace === '' ? message : <a href={href('traces', [trace])}>{message}</a>}
          {facts !== '{}' && <code>{facts}</code>}
        </span>
      </li>
    ))}
  </ol>
)
