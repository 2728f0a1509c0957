import { filledText, port } from './scalars.ts'
import { message, required, run } from './shape.ts'

export const portSelector = message('PortSelector', { number: required(port) })

export const destination = message('Destination', {
  host: required(filledText, 'short names belong to the namespace of the resource'),
  subset: run(filledText),
  port: run(portSelector, 'needed where a service has several ports'),
})
