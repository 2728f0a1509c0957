/** A part of the picture, in a square of 400 by 400. */
export type Shape =
  | { readonly fill: string; readonly circle: readonly [x: number, y: number, radius: number] }
  | { readonly fill: string; readonly polygon: readonly (readonly [x: number, y: number])[] }

export const emblemSide = 400

const night = '#0b2239'
const brass = '#d9a441'
const paper = '#f7f3e8'

const disc = (fill: string, radius: number): Shape => ({ fill, circle: [200, 200, radius] })
const door = (x: number): Shape => ({
  fill: night,
  polygon: [
    [x, 216],
    [x + 6, 216],
    [x + 6, 268],
    [x, 268],
  ],
})

const inner = 168

/** The sea below a line of waves, down to the rim. */
function waves(height: number, phase: number, fill: string): Shape {
  const reach = Math.floor(Math.sqrt(inner ** 2 - (height - 200) ** 2)) - 4
  const steps = Array.from({ length: 61 }, (_, step) => step / 60)
  const top = steps.map((part): readonly [number, number] => {
    const x = 200 - reach + 2 * reach * part
    return [x, height + 6 * Math.sin((x + phase) / 13)]
  })
  const first = Math.asin((height - 200) / inner)
  const rim = steps.map((part): readonly [number, number] => {
    const angle = first + (Math.PI - 2 * first) * part
    return [200 + inner * Math.cos(angle), 200 + inner * Math.sin(angle)]
  })
  return { fill, polygon: [...top, ...rim] }
}

/** A ship of three compartments, the same for everybody: a picture that names nobody cannot be altered to name another. One list, drawn as SVG and as PNG. */
export const emblem: readonly Shape[] = [
  disc(brass, 196),
  disc(night, 184),
  disc(brass, 172),
  disc('#123a5c', inner),
  {
    fill: paper,
    polygon: [
      [206, 70],
      [206, 192],
      [288, 192],
    ],
  },
  {
    fill: brass,
    polygon: [
      [194, 92],
      [194, 192],
      [130, 192],
    ],
  },
  {
    fill: paper,
    polygon: [
      [84, 208],
      [316, 208],
      [276, 276],
      [124, 276],
    ],
  },
  door(158),
  door(236),
  waves(264, 0, '#3d8fc4'),
  waves(290, 20, '#2b74a6'),
  waves(316, 6, '#1f5c88'),
]

export const emblemSvg = (): string =>
  emblem
    .map((shape) =>
      'circle' in shape
        ? `<circle cx="${shape.circle[0]}" cy="${shape.circle[1]}" r="${shape.circle[2]}" fill="${shape.fill}"/>`
        : `<polygon points="${shape.polygon.map((point) => point.map(rounded).join(',')).join(' ')}" fill="${shape.fill}"/>`,
    )
    .join('')

const rounded = (length: number) => Math.round(length * 10) / 10
