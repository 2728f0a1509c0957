import type { Health, ServiceState } from '../gateway/live-state.ts'
import { count } from './format.ts'
import { Icon, type IconName } from './icon.tsx'

const icons: Readonly<Record<Health, IconName>> = {
  ready: 'check',
  starting: 'clock',
  down: 'cross',
}

export function ServiceTiles({ services }: { readonly services: readonly ServiceState[] }) {
  return (
    <section aria-labelledby="services-title">
      <h2 id="services-title" class="hidden">
        Services
      </h2>
      <ul class="services">
        {services.map((service) => (
          <li
            key={service.name}
            class={`card service is-${service.health}`}
            data-testid={`service-${service.name}`}
          >
            <span class="name">{service.name}</span>
            <span class="health">
              <Icon name={icons[service.health]} />
              {service.health}
            </span>
            <span class="detail">{service.detail || work(service)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function work({ head, lag }: ServiceState): string {
  const parts = [
    head === null ? 'no log' : head === 0 ? 'empty log' : `position ${count(head)}`,
    ...(lag > 0 ? [`${count(lag)} behind`] : []),
  ]
  return parts.join(' · ')
}
