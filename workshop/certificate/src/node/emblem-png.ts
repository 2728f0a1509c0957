import { deflateSync } from 'node:zlib'
import { emblem, emblemSide, type Shape } from '../baking/emblem.ts'
import { chunk } from '../baking/png.ts'
import { concat } from '../text/bytes.ts'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** Lines of a shape that are looked at for each line of the picture; along a line, edges are exact. */
const sublines = 4

/** The emblem as a PNG, a pixel for each unit: 8 bits each of red, green, blue and opacity. */
export function emblemPng(): Uint8Array {
  const lines = Array.from({ length: emblemSide }, (_, y) => {
    const line = new Float64Array(emblemSide * 4)
    for (const shape of emblem) paint(line, coverage(shape, y), colour(shape))
    // each line begins with the filter it uses: none
    return [0, ...line.map(Math.round)]
  })
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, emblemSide)
  view.setUint32(4, emblemSide)
  header.set([8, 6], 8)
  return concat(
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Uint8Array.from(lines.flat()), { level: 9 })),
    chunk('IEND', new Uint8Array()),
  )
}

/** Lays a colour over a line of pixels, as much as it covers each. */
function paint(line: Float64Array, covered: Float64Array, rgb: readonly number[]): void {
  for (const [x, part] of covered.entries()) {
    if (part === 0) continue
    const at = x * 4
    const below = ((line[at + 3] ?? 0) / 255) * (1 - part)
    const opacity = part + below
    for (const [channel, value] of rgb.entries())
      line[at + channel] = (value * part + (line[at + channel] ?? 0) * below) / opacity
    line[at + 3] = opacity * 255
  }
}

/** How much of each pixel of a line the shape covers, 0 to 1. */
function coverage(shape: Shape, y: number): Float64Array {
  const covered = new Float64Array(emblemSide)
  for (let sub = 0; sub < sublines; sub++) {
    const edges = edgesAt(shape, y + (sub + 0.5) / sublines)
    for (let at = 0; at + 1 < edges.length; at += 2) {
      const [from, to] = [edges[at] ?? 0, edges[at + 1] ?? 0]
      for (let x = Math.floor(from); x < to; x++)
        covered[x] = (covered[x] ?? 0) + (Math.min(x + 1, to) - Math.max(x, from)) / sublines
    }
  }
  return covered
}

/** Where a level line enters and leaves the shape, from the left. */
function edgesAt(shape: Shape, y: number): readonly number[] {
  if ('circle' in shape) {
    const [cx, cy, radius] = shape.circle
    const half = Math.sqrt(radius ** 2 - (y - cy) ** 2)
    return Number.isNaN(half) ? [] : [cx - half, cx + half]
  }
  const edges: number[] = []
  let [px, py] = shape.polygon.at(-1) ?? [0, 0]
  for (const [qx, qy] of shape.polygon) {
    if (qy > y !== py > y) edges.push(((px - qx) * (y - qy)) / (py - qy) + qx)
    ;[px, py] = [qx, qy]
  }
  return edges.sort((one, other) => one - other)
}

const colour = ({ fill }: Shape): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(fill.slice(at, at + 2), 16))
