/** What can break, and what to do then. Expected refusals (conflict, condition failed, taken) are answers, not errors. */
export const registry = Object.freeze({
  WT_APPEND_EMPTY: 'Append at least one event to each stream named.',
  WT_BACKUP_BUSY:
    'The log is untouched, and so is a copy that was there. Wait for the other backup, or copy to another file.',
  WT_CHECKPOINT_MOVED:
    'Another consumer of this name is running. Stop one, or name it differently.',
  WT_CLOSED: 'The store was closed before this call. What was acknowledged is stored.',
  WT_DATABASE_REFUSED:
    'Nothing was stored. Correct the user, the password, the database, or what this user may do there.',
  WT_DATABASE_UNREACHABLE:
    'Nothing of this call was stored. See that the server runs at this address, then try again.',
  WT_ENGINE_FAILED: 'Nothing of this commit was stored. See the cause, then try again.',
  WT_EVENT_NEWER:
    'A newer release wrote this event. Upgrade this reader; it has read nothing past it.',
  WT_EVENT_NOT_JSON: 'Store plain JSON: no cycles, functions, bigint or undefined at the top.',
  WT_EVENT_NOT_UPCAST: 'Add the missing upcaster to the event.',
  WT_EVENT_TOO_LARGE: 'Keep the bytes elsewhere and store a reference.',
  WT_EVENT_UNKNOWN: 'Declare the event among `events`; keep those of old releases there.',
  WT_IDS_PARTLY_USED:
    'These ids belong to another append. Send the same events under the same ids, or new ids.',
  WT_IMPORT_DIFFERS:
    'Import into an empty log, before inline projections are kept in it. What agreed is stored.',
  WT_IMPORT_INVALID:
    'Import a whole, unaltered export. What was stored stays, and the import then goes on behind it.',
  WT_INLINE_CHANGED:
    'Another release now keeps other inline projections in this log. Restart with the same release.',
  WT_LAYOUT_NEWER: 'A newer release wrote this database. Open it with that release or a later one.',
  WT_LOG_CORRUPT:
    'The file is damaged. Keep it aside, bring back the last backup, and look at the disk.',
  WT_LOG_MISSING:
    'Name the file of a log, or a PostgreSQL address with the schema and the log that are there.',
  WT_LOG_UNOPENED: 'See that the folder exists, may be written and has room.',
  WT_NAME_INVALID: 'Use 1 to 512 characters of well-formed text without NUL.',
  WT_NOT_DURABLE:
    'Acknowledged would not mean durable. Use `pragma synchronous = full` with SQLite, `synchronous_commit = on` and `fsync = on` with PostgreSQL, or name the loss where the engine has an option for it.',
  WT_OPTION_INVALID: 'Correct the option.',
  WT_OUTCOME_UNKNOWN:
    'The connection was lost before the answer came: it may be stored, whole, or not at all. Read what is there before you do it again.',
  WT_POSITION_AHEAD:
    'The log was brought back from an earlier backup, or is another one. Build what was made from it anew, from the start.',
  WT_PROJECTION_INLINE: 'Every append keeps this projection already. Build it anew with `rebuild`.',
  WT_PROJECTION_REPLACED:
    'Another table of this projection serves now. Its effects are those of the process that built it; stop or restart this one.',
  WT_READ_ONLY:
    'Nothing was stored. Open the database where it takes writes: with the rights, on the primary server.',
  WT_ROW_INVALID: 'Correct the write: the store takes only rows that fit their table.',
  WT_ROW_TAKEN: 'A row that the handler guarded is not as required. Correct the guard or the row.',
  WT_TABLE_CHANGED: 'Give the changed table another name; a projection gets one by itself.',
  WT_TABLE_UNKNOWN:
    'Declare the table in `tables`, keep the projection in `inline`, or run it with `project`.',
  WT_TAG_INVALID: 'Tag fields that hold text, a number or a boolean.',
})
export type ErrorCode = keyof typeof registry

/** A broken promise, or a call that can never work. Callers test `code`; `facts` holds what the sentence names. */
export class EventStoreError extends Error {
  override readonly name = 'EventStoreError'
  readonly code: ErrorCode
  readonly facts: { readonly [name: string]: unknown }
  constructor(
    code: ErrorCode,
    what: string,
    facts: { readonly [name: string]: unknown } = {},
    cause?: unknown,
  ) {
    super(`${code}: ${what}. ${registry[code]}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.facts = facts
  }
}
