/** Positions between two others that match a query over types and tags, the first so many of each of its items: each item walks one index. */
export const matching = (s: string) => walk(s, 'asc') + walk(s, 'desc')

// one function for each direction: an index is walked in order only where the order is written down
const walk = (s: string, order: 'asc' | 'desc') => `
  create function ${s}.wt_matching_${order}(
    a_log integer, items json, low bigint, high bigint, most integer)
  returns setof bigint language plpgsql stable
  set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  declare
    item record;
    keys text[];
  begin
    for item in select x.types, x.tags from json_to_recordset(items) as x(types text[], tags text[])
    loop
      if cardinality(item.tags) = 0 and cardinality(item.types) = 0 then
        return query
          select e.position from ${s}.wt_events e
          where e.log = a_log and e.position > low and e.position < high
          order by e.position ${order} limit most;
      elsif cardinality(item.tags) = 0 then
        return query
          select p.position from unnest(item.types) t(type) cross join lateral (
            select e.position from ${s}.wt_events e
            where e.log = a_log and e.type = t.type and e.position > low and e.position < high
            order by e.position ${order} limit most) p;
      else
        keys := array(select ${s}.wt_tag(t) from unnest(item.tags) t);
        if cardinality(keys) > 1 then
          -- the walk follows the tag that the fewest events have
          keys := array(
            select k from unnest(keys) k cross join lateral (
              select count(*) as found from (
                select from ${s}.wt_event_tags g
                where g.log = a_log and g.tag = k and g.position > low and g.position < high
                limit 1000) few) c
            order by c.found);
        end if;
        return query
          select g.position from ${s}.wt_event_tags g
          where g.log = a_log and g.tag = keys[1] and g.position > low and g.position < high
            and (cardinality(item.types) = 0 or exists(
              select from ${s}.wt_events e
              where e.log = a_log and e.position = g.position and e.type = any(item.types)))
            and not exists(
              select from unnest(keys[2:]) k(tag) where not exists(
                select from ${s}.wt_event_tags o
                where o.log = a_log and o.tag = k.tag and o.position = g.position))
          order by g.position ${order} limit most;
      end if;
    end loop;
  end $$;
`
