import { text } from './scalars.ts'
import { list, message, names, run, type Scalar, Wrong } from './shape.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no header may hold
const forbidden = /[\x00-\x08\x0a-\x1f\x7f]/

/** What a header is set to. In Envoy `%…%` is a variable and `%%` a percent sign. */
const headerValue: Scalar<string> = {
  ...text,
  says: 'a header value; %% is a percent sign',
  read(value) {
    const given = value as string
    if (forbidden.test(given)) return new Wrong('it has a control character')
    const plain = given.replaceAll('%%', '')
    if (plain.includes('%'))
      return new Wrong(
        'Envoy would put a variable in place of %…%, which is not run here. Write %% for a percent sign',
        'WT_MESH_REFUSED',
      )
    return given.replaceAll('%%', '%')
  },
}

const headerOperations = message('HeaderOperations', {
  set: run(names(headerValue)),
  add: run(names(headerValue)),
  remove: run(list(text)),
})

export const headers = message('Headers', {
  request: run(headerOperations),
  response: run(headerOperations),
})
