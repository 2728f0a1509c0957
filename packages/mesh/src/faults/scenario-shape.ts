import { objectMeta } from '../config/schema/resource.ts'
import {
  count,
  decimal,
  duration,
  filledText,
  finePercent,
  httpStatus,
  text,
  truth,
  word,
} from '../config/schema/scalars.ts'
import { list, message, names, required, run, type ValueOf } from '../config/schema/shape.ts'

const between = { from: required(filledText), to: required(filledText) }
const one = { service: required(filledText) }
const always = '100 where nothing is said'

const kinds = {
  kill: run(message('Kill', one), 'the process ends, and is not started again before the end'),
  hang: run(message('Hang', one), 'it takes requests and says nothing'),
  slow: run(message('Slow', { ...one, by: required(duration) }), 'each of its answers is late'),
  abort: run(
    message('Abort', {
      ...one,
      status: required(httpStatus),
      percentage: run(finePercent, always),
    }),
    'it answers with this status',
  ),
  partition: run(message('Partition', between), 'nothing gets from one to the other'),
  delay: run(message('Delay', { ...between, by: required(duration) }), 'the way is long'),
  duplicate: run(
    message('Duplicate', { ...between, percentage: run(finePercent, always) }),
    'a request arrives twice',
  ),
  push: run(
    message('Push', { ...one, file: required(filledText), text: required(text) }),
    'a file comes into its folder of rules, and goes again at the end',
  ),
}

const fault = message(
  'Fault',
  {
    ...kinds,
    at: run(duration, 'after the faults begin; at once where nothing is said'),
    for: run(duration, 'to the end where nothing is said'),
    every: run(duration, 'it comes again after so long'),
    times: run(count, 'so often in all'),
  },
  [Object.keys(kinds) as (keyof typeof kinds)[]],
)

const claim = message(
  'Claim',
  {
    at: required(filledText, 'a JSON pointer; `*` is every item of a list'),
    equals: run(text),
    isOneOf: run(list(text)),
    isFilled: run(truth, 'a list or text that is not empty'),
  },
  [['equals', 'isOneOf', 'isFilled']],
)

const traffic = message('Traffic', {
  name: required(filledText),
  service: required(filledText),
  method: run(word(['GET', 'PUT', 'POST', 'DELETE']), 'GET where nothing is said'),
  path: required(filledText, '{n} is the number of the request'),
  body: run(names(text), 'sent as JSON; {n} is the number of the request'),
  perSecond: required(decimal(0.1, 1_000, 'a rate from 0.1 to 1000')),
  expect: run(
    message('TrafficExpectation', {
      availability: run(
        decimal(0, 100, 'a percentage from 0 to 100'),
        'answers below 400, at least',
      ),
      p99TimesNormal: run(decimal(1, 1_000, 'a factor from 1')),
      every: run(list(claim), 'of every answer'),
      some: run(list(claim), 'of one answer at least, while the faults are on'),
      last: run(list(claim), 'of the last answer'),
    }),
  ),
})

export const faultsShape = message('Faults', {
  apiVersion: required(word(['watertight.dev/v1'])),
  kind: required(word(['Faults'])),
  metadata: required(objectMeta),
  spec: required(
    message('FaultsSpec', {
      description: run(text),
      system: required(filledText, 'whose services take part: a case study'),
      rules: run(filledText, 'the folder of its rules, from this file'),
      before: run(duration, 'how long what is normal is measured'),
      lasts: required(duration, 'from the first moment of the faults'),
      after: run(duration, 'how long it may take to be well again'),
      seed: run(count),
      faults: required(list(fault)),
      traffic: run(list(traffic)),
      afterwards: run(
        list(
          message('Question', {
            service: required(filledText),
            path: required(filledText),
            expect: required(list(claim)),
          }),
        ),
      ),
    }),
  ),
})

export type FaultsDocument = ValueOf<typeof faultsShape>
export type FaultRule = FaultsDocument['spec']['faults'][number]
export type TrafficRule = NonNullable<FaultsDocument['spec']['traffic']>[number]
export type Claim = ValueOf<typeof claim>
