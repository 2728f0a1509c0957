import assert from 'node:assert/strict'
import { event } from '@watertight/domain'
import { test } from 'vitest'
import { z } from 'zod'
import { checkShapes } from './check-shapes.ts'
import { shapeOf } from './shape.ts'

const fields = {
  sku: z.string(),
  pence: z.int(),
  note: z.string().nullable(),
  gift: z.boolean().optional(),
  parts: z.array(z.object({ sku: z.string(), weight: z.number() })),
}
const example = { sku: 'tea', pence: 5, note: null, gift: true, parts: [{ sku: 'a', weight: 0.5 }] }
const ItemAdded = event('ItemAdded', fields)
const recorded = checkShapes([ItemAdded], [ItemAdded(example)], '')

const changed = (more: object, options = {}, gave: object = {}) => {
  const Changed = event('ItemAdded', { ...fields, ...more }, options)
  return checkShapes([Changed], [Changed({ ...example, ...gave } as never)], recorded.text)
}

test('a shape tells of each field what its schema takes', () => {
  assert.deepEqual(shapeOf(ItemAdded, [example]), {
    gift: 'absent, boolean',
    note: 'null, text, empty text',
    parts: 'list',
    'parts[]': 'absent',
    'parts[].sku': 'text, empty text',
    'parts[].weight': 'whole, negative, fraction',
    pence: 'whole, negative',
    sku: 'text, empty text',
  })
})

test('events that have not changed have no findings, and the text stays as it is', () => {
  assert.deepEqual(recorded.findings, [])
  const again = checkShapes([ItemAdded], [ItemAdded(example)], recorded.text)
  assert.deepEqual(again, recorded)
})

test('a changed field without a new version is named', () => {
  const text = (more: object, gave?: object) => changed(more, {}, gave).findings.join('\n')
  assert.match(
    text({ pence: z.number() }),
    /ItemAdded@1 changed: 'pence' took whole, negative, now whole, negative, fraction/,
  )
  assert.match(text({ note: z.string() }, { note: 'x' }), /'note' took null, text/)
  assert.match(text({ gift: z.boolean() }), /'gift' took absent, boolean, now boolean/)
  assert.match(text({ colour: z.string() }, { colour: 'red' }), /'colour' took nothing/)
  assert.match(text({ pence: z.string() }, { pence: '5' }), /is no ItemAdded of today/)
  assert.match(
    text({ sku: z.enum(['tea']) }),
    /'sku' took text, empty text, now as in the examples/,
  )
})

test('a new version with an upcaster is recorded beside the old one, which stays readable', () => {
  const upcast = { 1: (data: object) => ({ ...data, colour: 'none' }) }
  const { findings, text } = changed(
    { colour: z.string() },
    { version: 2, upcast },
    { colour: 'red' },
  )
  assert.deepEqual(findings, [])
  assert.deepEqual(Object.keys(JSON.parse(text)), ['ItemAdded@1', 'ItemAdded@2'])
})

test('an upcaster that does not give the shape of today, and an event that is gone, are named', () => {
  const upcast = { 1: (data: object) => data }
  const wrong = changed({ colour: z.string() }, { version: 2, upcast }, { colour: 'red' })
  assert.match(wrong.findings.join(), /ItemAdded@1 as it was stored is no ItemAdded of today/)
  assert.match(checkShapes([], [], recorded.text).findings.join(), /WT_EVENT_UNKNOWN/)
})

test('an event without an example is named', () => {
  assert.deepEqual(checkShapes([ItemAdded], [], '').findings, ['ItemAdded@1 has no example.'])
})
