import { type Headers, header, type Reply } from '@watertight/ports'
import { answerWith } from '../http/problem.ts'
import { ServiceError } from '../service-error.ts'
import type { Caller } from './caller.ts'
import { type TokenOptions, tokenReader } from './token.ts'

export interface AuthOptions extends TokenOptions {
  /** Which roles may send a command, by its name, `read`, hear the `feed`, or see the `status` and do what operators do. Every one must be named; an empty list lets in whoever has a valid token. */
  readonly roles: { readonly [permission: string]: readonly string[] }
  /** Fields by which a command says who sends it, by its name: the token's `subject`, or one of its roles. A subject that is left out is filled in. */
  readonly senders?: {
    readonly [command: string]: { readonly [field: string]: 'subject' | 'role' }
  }
}

/** The answer that turns a caller away who has none of the roles for a permission. */
export type Authorise = (caller: Caller | undefined, permission: string) => Reply | undefined

/** What a command says, with the fields that tell who sends it; or the answer that turns away whoever says to be somebody else. */
export type Signed = (
  caller: Caller | undefined,
  command: string,
  json: unknown,
) => { readonly said: unknown } | Reply

export interface Authority {
  /** Who sent these headers, or the answer that turns them away. */
  authenticate(headers: Headers): Promise<Caller | Reply>
  readonly authorise: Authorise
  readonly signed: Signed
}

/** What anybody who reaches a service without `auth` may do: everything. */
export const anybody: Authorise = () => undefined

/** Who sends a command, where nobody asks for tokens: who it says. */
export const asSaid: Signed = (_caller, _command, said) => ({ said })

/** Lets in callers with a signed token (RFC 9068 in spirit: issuer, audience, expiry, subject) and one of the roles. Throws WT_ROLES_INVALID where the roles do not name exactly what there is to permit, or senders a command that is none. */
export function authority(
  options: AuthOptions,
  commands: readonly string[],
  clock: { wallTime(): number },
): Authority {
  const { roles, senders = {} } = options
  const permissions = [...commands, 'read', 'feed', 'status']
  const missing = permissions.filter((one) => !Object.hasOwn(roles, one))
  const unknown = [
    ...Object.keys(roles).filter((one) => !permissions.includes(one)),
    ...Object.keys(senders).filter((one) => !commands.includes(one)),
  ]
  if (missing.length + unknown.length > 0)
    throw new ServiceError(
      'WT_ROLES_INVALID',
      `auth.roles does not name [${missing}], and roles or senders name [${unknown}], which nobody can be permitted`,
      { missing, unknown },
    )
  const read = tokenReader(options, clock)
  return {
    async authenticate(headers) {
      const given = header(headers, 'authorization')
      if (given === undefined) return challenge('WT_TOKEN_MISSING', 'There is no authorization.')
      const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(given)?.[1]
      if (token === undefined)
        return challenge('WT_TOKEN_MISSING', 'The authorization is no bearer token.')
      const caller = await read(token)
      return typeof caller === 'string' ? challenge(caller, 'The token was not accepted.') : caller
    },
    authorise(caller, permission) {
      const allowed = roles[permission] as readonly string[]
      if (allowed.length === 0 || caller?.roles.some((role) => allowed.includes(role)))
        return undefined
      return answerWith(
        'WT_ROLE_MISSING',
        `${permission} takes one of the roles ${allowed.join(', ')}.`,
        {
          headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' },
        },
      )
    },
    signed(caller, command, json) {
      // what is no object the command's schema turns away
      if (typeof json !== 'object' || json === null || Array.isArray(json)) return { said: json }
      const said = new Map<string, unknown>(Object.entries(json))
      for (const [field, by] of Object.entries(senders[command] ?? {})) {
        const own: readonly unknown[] = by === 'subject' ? [caller?.subject] : (caller?.roles ?? [])
        if (by === 'subject' && !said.has(field)) said.set(field, caller?.subject)
        else if (said.has(field) && !own.includes(said.get(field)))
          return answerWith(
            'WT_SENDER_DIFFERS',
            `${field} of ${command} is not the ${by} of this token.`,
          )
      }
      return { said: Object.fromEntries(said) }
    },
  }
}

/** RFC 6750 §3.1. */
function challenge(
  code: 'WT_TOKEN_MISSING' | 'WT_TOKEN_INVALID' | 'WT_TOKEN_EXPIRED' | 'WT_TOKEN_AUDIENCE',
  what: string,
): Reply {
  const why =
    code === 'WT_TOKEN_MISSING' ? '' : ` error="invalid_token", error_description="${code}"`
  return answerWith(code, what, { headers: { 'www-authenticate': `Bearer${why}` } })
}
