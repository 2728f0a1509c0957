const where = `LOG is a file, data/orders/orders.sqlite, or an address, postgres://user@host/database
  --schema NAME      of a PostgreSQL log; default: watertight
  --log NAME         of a PostgreSQL log; default: main`

const filter = `  --type TYPE        only events of this type; may be repeated
  --tag FIELD:VALUE  only events with this tag; repeated: with all of them
  --after N          begin behind this place
  --limit N          so many at most`

/** What `watertight log COMMAND --help` prints; apart from the commands, so that none of them is loaded to list them. */
export const usage = {
  streams: `npx watertight log streams LOG [--after NAME] [--limit N]

Streams in the order of their names, with what happened in each last. --limit is 100 unless told.

${where}`,
  read: `npx watertight log read LOG [STREAM] [--type TYPE] [--tag FIELD:VALUE] [--after N] [--limit N] [--backwards] [--as-of MOMENT]

The log, or one stream. --limit is 100 unless told. With --json each line is one event.

${filter}
  --backwards        the latest first; --after then means before
  --as-of MOMENT     as it was: revision:3, position:100, or a time such as 2026-11-24T23:00Z

${where}

  npx watertight log read orders.sqlite order-536365
  npx watertight log read orders.sqlite --type OrderPlaced --backwards --limit 10`,
  subscribe: `npx watertight log subscribe LOG [--type TYPE] [--tag FIELD:VALUE] [--after N] [--limit N]

Events as they are stored, until Ctrl-C or so many have come. --after 0 begins with the first one. With --json each line is one event.

${filter}

${where}`,
  state: `npx watertight log state LOG STREAM --fold FILE#NAME [--as-of MOMENT]

What a stream amounts to, folded by the aggregate that FILE exports as NAME. Exit code 1: there is no such stream.

  --as-of MOMENT     as it was: revision:3, position:100, or a time such as 2026-11-24T23:00Z

${where}

  npx watertight log state orders.sqlite order-536365 --fold case-studies/shop/orders/order.ts#Order`,
  verify: `npx watertight log verify LOG [--projection FILE#NAME]

Whether positions and revisions have no hole, time never goes back, every payload is JSON and the list of streams agrees; with
--projection, which may be repeated, also whether the stored rows are those that a replay gives. Exit code 1: something was found.

${where}`,
  export: `npx watertight log export LOG [FILE]

The log as lines of JSON, to FILE, or to standard output. Imported again and exported, the bytes are the same.

${where}`,
  import: `npx watertight log import LOG FILE

Brings an export into a new log, or goes on with an import that was broken off.

${where}`,
  backup: `npx watertight log backup LOG FILE

Copies the log of a file, while services write it, into one file.

${where}`,
  parked: `npx watertight log parked LOG [--consumer NAME]

The events that consumers have set aside, and why. The service retries them, in order, by \`retryParked()\`.

${where}`,
  shapes: `npx watertight log shapes FILE#NAME GOLDEN [--write]

Whether events still have the shapes that GOLDEN recorded of their versions, and whether all that it recorded can still be read.
FILE exports NAME as { events, examples }: one or more examples of each event, which between them fill every field.
Exit code 1: something was found, or a version is not recorded.

  --write            records versions that are new, if nothing was found

  npx watertight log shapes orders/shapes.ts#shapes orders/shapes.json --write`,
} as const
