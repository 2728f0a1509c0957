/** Positions between two others that match a query over types and tags, the first so many of each of its items: each item walks one index. */
export const matching = (s: string) => walk(s, 'asc') + walk(s, 'desc')

// one function for each direction: an index is walked in order only where the order is written down
const walk = (s: string, order: 'asc' | 'desc') => `
  create or replace function ${s}.wt_matching_${order}(
    a_log integer, items json, low bigint, high bigint, most integer)
  returns setof bigint language plpgsql stable set enable_seqscan = off as $$
  declare
    item record;
    words text[];
    types text[];
  begin
    for item in select x.types, x.tags from json_to_recordset(items) as x(types text[], tags text[])
    loop
      words := array(select ${s}.wt_word(':', t) from unnest(item.tags) t);
      types := array(select ${s}.wt_word('=', t) from unnest(item.types) t);
      if cardinality(types) = 1 then
        words := words || types;
        types := '{}';
      end if;
      if cardinality(words) = 0 and cardinality(types) = 0 then
        return query
          select e.position from ${s}.wt_events e
          where e.log = a_log and e.position > low and e.position < high
          order by e.position ${order} limit most;
      elsif cardinality(words) = 0 then
        return query
          select p.position from unnest(types) t(word) cross join lateral (
            select w.position from ${s}.wt_event_words w
            where w.log = a_log and w.word = t.word and w.position > low and w.position < high
            order by w.position ${order} limit most) p;
      else
        if cardinality(words) > 1 then
          -- the walk follows the word that the fewest events have
          words := array(
            select t.word from unnest(words) t(word) cross join lateral (
              select count(*) as found from (
                select from ${s}.wt_event_words w
                where w.log = a_log and w.word = t.word and w.position > low and w.position < high
                limit 1000) few) c
            order by c.found);
        end if;
        return query
          select w.position from ${s}.wt_event_words w
          where w.log = a_log and w.word = words[1] and w.position > low and w.position < high
            and not exists(
              select from unnest(words[2:]) t(word) where not exists(
                select from ${s}.wt_event_words o
                where o.log = a_log and o.word = t.word and o.position = w.position))
            and (cardinality(types) = 0 or exists(
              select from ${s}.wt_event_words o
              where o.log = a_log and o.word = any(types) and o.position = w.position))
          order by w.position ${order} limit most;
      end if;
    end loop;
  end $$;
`
