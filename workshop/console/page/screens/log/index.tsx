import { address } from '../../address.ts'
import './log.css'
import { Parked } from './parked.tsx'
import { Search } from './search.tsx'
import { StreamView } from './stream-view.tsx'

/** `#/log/SERVICE/STREAM?revision=N`, and `?find=TEXT` beside it. */
export default function Log() {
  const [service, stream] = address.value.path
  return (
    <div class="log">
      <Search />
      {service !== undefined && stream !== undefined ? (
        <StreamView key={`${service}/${stream}`} service={service} stream={stream} />
      ) : (
        <Parked />
      )}
    </div>
  )
}
