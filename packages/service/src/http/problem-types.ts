import { type ProblemType, serverProblems } from '@watertight/ports'

/** Every problem that a service answers with, by its code. What the domain refuses has a code of its own under the type `WT_REFUSED`. */
export const problemTypes = Object.freeze({
  WT_REQUEST_MALFORMED: serverProblems.WT_REQUEST_MALFORMED,
  WT_BODY_NOT_JSON: {
    status: 400,
    title: 'Not JSON',
    when: 'the body is empty or cannot be parsed',
    remedy: 'Nothing was stored. Send one JSON object.',
  },
  WT_BODY_TOO_DEEP: {
    status: 400,
    title: 'Nested Too Deep',
    when: 'lists and objects of the body stand in each other more than 64 deep',
    remedy: 'Nothing was stored. Send a flatter body.',
  },
  WT_KEY_INVALID: {
    status: 400,
    title: 'Not an Idempotency-Key',
    when: '`idempotency-key` is not 1 to 255 visible ASCII characters',
    remedy: 'Nothing was stored. Send another key, such as a UUID.',
  },
  WT_PRECONDITION_INVALID: {
    status: 400,
    title: 'Not a Precondition',
    when: '`if-match` is neither `*` nor a list of strong entity tags such as `"3"`',
    remedy: 'Nothing was stored. Send the etag of an earlier answer as it came.',
  },
  WT_POSITION_INVALID: {
    status: 400,
    title: 'Not a Position',
    when: 'a position is no whole number',
    remedy: 'Ask with a whole number, 0 for everything.',
  },
  WT_CURSOR_INVALID: {
    status: 400,
    title: 'Not a Cursor',
    when: '`after` of a read model is not the `next` of an earlier page',
    remedy: 'Ask without `after` for the first page.',
  },
  WT_TOKEN_MISSING: {
    status: 401,
    title: 'Token Missing',
    when: 'there is no `authorization: Bearer …`',
    remedy: 'Send an access token.',
  },
  WT_TOKEN_INVALID: {
    status: 401,
    title: 'Token Invalid',
    when: 'the token is malformed, not signed by a known key, of another issuer, or not valid yet',
    remedy: 'Get a new access token.',
  },
  WT_TOKEN_EXPIRED: {
    status: 401,
    title: 'Token Expired',
    when: 'the token has expired',
    remedy: 'Get a new access token.',
  },
  WT_TOKEN_AUDIENCE: {
    status: 401,
    title: 'Token for Others',
    when: 'the token was issued for another audience',
    remedy: 'Get an access token for this service.',
  },
  WT_ROLE_MISSING: {
    status: 403,
    title: 'Role Missing',
    when: 'the caller has none of the roles that may do this',
    remedy: 'Ask whoever grants the role.',
  },
  WT_SENDER_DIFFERS: {
    status: 403,
    title: 'Sender Differs',
    when: 'a command says that somebody else sends it, or as what the caller is not',
    remedy: 'Nothing was stored. Leave the field out, or send it as who you are.',
  },
  WT_NOT_FOUND: {
    status: 404,
    title: 'Not Found',
    when: 'there is no such path, command, stream or row',
    remedy: 'Check the path.',
  },
  WT_METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method Not Allowed',
    when: 'the path is there, and not with this method',
    remedy: 'Use one of the methods in `allow`.',
  },
  WT_BODY_LATE: serverProblems.WT_BODY_LATE,
  WT_POSITION_AHEAD: {
    status: 409,
    title: 'Ahead of the Log',
    when: "a feed's reader has heard more than there is",
    remedy:
      'This log was restored from an older copy or began anew: restore the newest copy, or let the reader begin again.',
  },
  WT_REBUILDING: {
    status: 409,
    title: 'Being Rebuilt',
    when: 'a read model is to be rebuilt while another of the service, or the same, is',
    remedy: 'Wait until `GET /read-models` says that it is over.',
  },
  WT_REFUSED: {
    status: 409,
    title: 'Refused',
    when: "the domain refuses the command; `code` and `detail` are the domain's own",
    remedy: 'Nothing was stored. The same command may be accepted once things have changed.',
  },
  WT_PRECONDITION_FAILED: {
    status: 412,
    title: 'Precondition Failed',
    when: 'the stream has a revision that `if-match` does not name; `etag` tells it',
    remedy: 'Nothing was stored. Read what happened since, and decide again.',
  },
  WT_BODY_TOO_LARGE: serverProblems.WT_BODY_TOO_LARGE,
  WT_PATH_TOO_LONG: {
    status: 414,
    title: 'Path Too Long',
    when: 'path and query have more characters than are taken',
    remedy: 'Shorten the path.',
  },
  WT_MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    title: 'Media Type Unsupported',
    when: '`content-type` of a command does not say JSON',
    remedy: 'Nothing was stored. Send `content-type: application/json`.',
  },
  WT_ID_INVALID: {
    status: 422,
    title: 'Not an Id',
    when: 'an id is not 1 to 128 letters, digits or `. _ ~ -` with a letter or digit first',
    remedy: 'Nothing was stored. Use such an id.',
  },
  WT_INPUT_INVALID: {
    status: 422,
    title: 'Not Valid',
    when: 'a command does not fit its schema',
    remedy: 'Nothing was stored. Correct the fields named in `errors` and send it again.',
  },
  WT_KEY_REUSED: {
    status: 422,
    title: 'Idempotency-Key Reused',
    when: 'the key belongs to another command or another body',
    remedy: 'Nothing was stored. Send the first body again, or a new key.',
  },
  WT_QUERY_INVALID: {
    status: 422,
    title: 'Not a Query',
    when: 'a read model or a history is asked for a column, value, key or limit that it does not have',
    remedy: 'Correct what `errors` names.',
  },
  WT_HEADERS_TOO_LARGE: serverProblems.WT_HEADERS_TOO_LARGE,
  WT_INTERNAL: serverProblems.WT_INTERNAL,
  WT_CONTENDED: {
    status: 503,
    title: 'Contended',
    when: 'others changed the stream each time the command was about to be carried out',
    remedy: 'Nothing was stored. Send it again.',
    retryAfterS: 1,
  },
  WT_DRAINING: serverProblems.WT_DRAINING,
  WT_OUTCOME_UNKNOWN: {
    status: 503,
    title: 'Outcome Unknown',
    when: 'the event store was lost before it said whether it had written',
    remedy: 'A command may have been carried out: repeat it under its key.',
    retryAfterS: 1,
  },
  WT_OVERLOADED: {
    status: 503,
    title: 'Overloaded',
    when: 'more requests are under way than can be answered in good time',
    remedy: 'Nothing was done. Try again later.',
    retryAfterS: 1,
  },
  WT_POSITION_NOT_SEEN: {
    status: 503,
    title: 'Position Not Seen',
    when: 'the position asked for was not seen in time',
    remedy: 'Ask again, or without the position for what is there.',
    retryAfterS: 1,
  },
  WT_STORE_UNAVAILABLE: {
    status: 503,
    title: 'Store Unavailable',
    when: 'the event store cannot be reached or cannot write',
    remedy: 'Nothing was stored. Try again later.',
    retryAfterS: 1,
  },
  WT_DEADLINE_EXCEEDED: {
    status: 504,
    title: 'Deadline Exceeded',
    when: "the time for the request, the service's or the caller's, is over",
    remedy: 'A command may have been carried out: repeat it under its key.',
  },
} as const satisfies { readonly [code: string]: ProblemType })

export type ProblemCode = keyof typeof problemTypes

/** The URI reference that a problem's `type` is, and that is served. */
export const typeOf = (code: ProblemCode): string => `/problems/${code}`
