import type { ProblemCode } from '../problem/codes.ts'

/** What becomes of a field that Istio knows. */
export type Support = 'run' | 'approximated' | 'refused'

/** One value. `read` answers with it, or with `wrong` and what is not right about it. */
export interface Scalar<T> {
  readonly is: 'scalar'
  /** Of YAML's kinds, the one it must be. */
  readonly kind: 'string' | 'number' | 'boolean'
  /** How a person would call it: `a duration such as 250ms`. */
  readonly says: string
  readonly read: (value: string | number | boolean) => T | Wrong
  /** Words that Istio knows and that are not run here, with the reason. */
  readonly refuses?: ReadonlyMap<string | boolean, string>
}

export interface List<S extends Shape> {
  readonly is: 'list'
  readonly of: S
}

/** Names that the writer chooses. */
export interface Names<S extends Shape> {
  readonly is: 'names'
  readonly of: S
}

export interface Message<F extends Fields> {
  readonly is: 'message'
  /** As the proto is called: `HTTPRoute`. */
  readonly name: string
  readonly fields: F
  /** Of each set at most one may be said, as the proto's oneof. */
  readonly oneOf: readonly (readonly string[])[]
  /** Names that are somebody else's, and left alone; everything else that is not among the fields is an error. */
  readonly leaves?: RegExp
}

/** A text that holds YAML of its own, as annotations do. */
export interface Embedded<S extends Shape> {
  readonly is: 'embedded'
  readonly of: S
}

/** Accepted as it is, and never looked at. */
export interface Opaque {
  readonly is: 'opaque'
}

export type Shape = Scalar<any> | List<any> | Names<any> | Message<any> | Embedded<any> | Opaque

export interface Field<
  S extends Shape | undefined = Shape | undefined,
  R extends boolean = boolean,
> {
  readonly support: Support
  /** Nothing where the field is refused. */
  readonly shape: S
  /** What is different here, or why it is refused. */
  readonly note: string
  readonly isRequired: R
  /** Only the value that holds anyway is accepted. */
  readonly isFixed: boolean
  /** What Istio's schema has below a field that is refused or not looked at, by path. */
  readonly below: readonly string[]
}

export interface Fields {
  readonly [name: string]: Field
}

/** What reading a value of a shape answers with. */
export type ValueOf<S> =
  S extends Scalar<infer T>
    ? T
    : S extends List<infer E>
      ? readonly ValueOf<E>[]
      : S extends Names<infer E>
        ? { readonly [name: string]: ValueOf<E> }
        : S extends Message<infer F>
          ? MessageOf<F>
          : S extends Embedded<infer E>
            ? ValueOf<E>
            : undefined

type MessageOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Field<any, true> ? K : never]: ValueOf<F[K]['shape']>
} & {
  readonly [K in keyof F as F[K] extends Field<any, true> ? never : K]?:
    | ValueOf<F[K]['shape']>
    | undefined
}

/** Why a value is not what it must be. */
export class Wrong {
  readonly code: ProblemCode
  readonly why: string
  constructor(why: string, code: ProblemCode = 'WT_MESH_VALUE') {
    this.why = why
    this.code = code
  }
}

export const opaque: Opaque = { is: 'opaque' }

export const list = <S extends Shape>(of: S): List<S> => ({ is: 'list', of })
export const embedded = <S extends Shape>(of: S): Embedded<S> => ({ is: 'embedded', of })
export const names = <S extends Shape>(of: S): Names<S> => ({ is: 'names', of })

export const message = <F extends Fields>(
  name: string,
  fields: F,
  oneOf: readonly (readonly (keyof F & string)[])[] = [],
): Message<F> => ({ is: 'message', name, fields, oneOf })

const field = <S extends Shape | undefined, R extends boolean>(
  support: Support,
  shape: S,
  note: string,
  isRequired: R,
  below: readonly string[] = [],
  isFixed = false,
): Field<S, R> => ({ support, shape, note, isRequired, isFixed, below })

/** Does what it does in Istio. */
export const run = <S extends Shape>(shape: S, note = ''): Field<S, false> =>
  field('run', shape, note, false)

/** The same, and it must be there. */
export const required = <S extends Shape>(shape: S, note = ''): Field<S, true> =>
  field('run', shape, note, true)

/** What happens anyway may be said; any other value is refused. */
export const fixed = <S extends Shape>(shape: S, note = ''): Field<S, false> =>
  field('run', shape, note, false, [], true)

/** Accepted, and does something else than in Istio, or nothing: the note says what. */
export const approximated = <S extends Shape>(
  shape: S,
  note: string,
  ...below: string[]
): Field<S, false> => field('approximated', shape, note, false, below)

/** Known to Istio and not run here: whoever writes it is told so. `below` are the paths that Istio has under it. */
export const refused = (why: string, ...below: string[]): Field<undefined, false> =>
  field('refused', undefined, why, false, below)
