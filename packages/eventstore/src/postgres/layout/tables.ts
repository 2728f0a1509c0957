/** The log as tables. Payloads are text: they come back byte for byte, and are read several times faster than jsonb. */
export const tables = (s: string) => `
  create table ${s}.wt_heads(
    id integer generated always as identity primary key,
    log text collate "C" not null unique,
    position bigint not null default 0,
    at bigint not null default 0) with (fillfactor = 20);

  create sequence ${s}.wt_stream_ids;
  create table ${s}.wt_streams(
    id bigint primary key,
    log integer not null,
    name text collate "C" not null,
    revision bigint not null,
    unique(log, name)) with (fillfactor = 70);

  create table ${s}.wt_events(
    log integer not null,
    position bigint not null,
    stream_id bigint not null,
    revision bigint not null,
    type text collate "C" not null,
    version integer not null,
    at bigint not null,
    id text collate "C" not null,
    tags text,
    data text not null,
    meta text,
    primary key(log, position),
    unique(stream_id, revision),
    unique(log, id));

  -- the words that events are found by: their type, their tags. With no other index here, no plan can walk another way
  create table ${s}.wt_event_words(
    log integer not null,
    word text collate "C" not null,
    position bigint not null,
    primary key(log, word, position));

  -- how each declared table was declared
  create table ${s}.wt_tables(name text collate "C" primary key, shape text not null);
`
