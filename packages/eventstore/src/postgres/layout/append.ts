/** Judges and writes commits that do not depend on each other, all in one call. The lock on the log's head is held until the transaction ends, so positions are dense and in the order of commits.
 *
 * The arrays begin with c (one entry for each commit), p (for each stream of a commit), e (for each event) and t (for each tag).
 * `p_expect`: a revision, -1 for a stream that exists, -2 for any. `p_before`: the earlier entry of the same stream, or 0.
 */
export const append = (s: string, channel: string) => `
  create or replace function ${s}.wt_append(
    a_log integer, c_now bigint[], c_repeatable boolean[],
    p_commit integer[], p_stream text[], p_expect bigint[], p_events integer[], p_before integer[],
    e_part integer[], e_place integer[], e_type text[], e_version integer[], e_id text[],
    e_tags text[], e_data text[], e_meta text[],
    t_event integer[], t_tag text[],
    conditions json, guards json, rows json)
  returns json language plpgsql
  -- every look-up goes by an index, row by row: what was planned for a small log must do for a large one
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off
  set enable_mergejoin = off set enable_material = off as $$
  declare
    head record;
    r record;
    g record;
    c integer;
    before integer;
    i integer := 1;
    n integer := cardinality(c_now);
    parts integer := cardinality(p_stream);
    good boolean[] := array_fill(true, array[n]);
    refused json[] := '{}';
    first_guard integer[] := array_fill(null::integer, array[n]);
    row_there json[] := array_fill(null::json, array[n]);
    p_id bigint[] := array_fill(0::bigint, array[parts]);
    p_revision bigint[] := p_id;
    p_end bigint[] := p_id;
    p_position bigint[] := p_id;
    p_new boolean[] := array_fill(false, array[parts]);
    p_grown boolean[] := p_new;
    c_position bigint[] := array_fill(0::bigint, array[n]);
    c_at bigint[] := c_position;
    e_position bigint[];
    e_revision bigint[];
    e_at bigint[];
    last bigint;
    now_at bigint;
    commit_at bigint;
    statement text;
  begin
    select h.position, h.at into strict head from ${s}.wt_heads h where h.id = a_log for update;

    if true = any(c_repeatable) then
      for r in
        select p_commit[e_part[x.n]] as c, json_agg(json_build_object(
          'id', e.id, 'stream', st.name, 'position', e.position, 'revision', e.revision, 'at', e.at)) as found
        from unnest(e_id) with ordinality x(id, n)
          cross join lateral (
            select e.* from ${s}.wt_events e where e.log = a_log and e.id = x.id limit 1) e
          cross join lateral (
            select st.name from ${s}.wt_streams st where st.id = e.stream_id limit 1) st
        where c_repeatable[p_commit[e_part[x.n]]]
        group by 1
      loop
        good[r.c] := false;
        refused := refused || json_build_object('commit', r.c, 'found', r.found);
      end loop;
    end if;

    if parts > 0 then
      select array_agg(coalesce(st.id, 0) order by x.n), array_agg(coalesce(st.revision, 0) order by x.n)
        into p_id, p_revision
        from unnest(p_stream) with ordinality x(name, n) left join lateral (
          select st.id, st.revision from ${s}.wt_streams st
          where st.log = a_log and st.name = x.name limit 1) st on true;
    end if;
    for i in 1 .. parts loop
      c := p_commit[i];
      if good[c] and not (
        p_expect[i] = -2 or p_expect[i] = p_revision[i] or p_expect[i] = -1 and p_revision[i] > 0)
      then
        good[c] := false;
        refused := refused || json_build_object('commit', c, 'part', i, 'actual', p_revision[i]);
      end if;
    end loop;

    if conditions is not null then
      for r in
        select x.c, x.after, x.items from json_to_recordset(conditions) as x(c integer, after bigint, items json)
      loop
        continue when not good[r.c];
        last := (
          select min(p) from ${s}.wt_matching_asc(a_log, r.items, r.after, 9223372036854775807, 1) p);
        continue when last is null;
        good[r.c] := false;
        refused := refused || json_build_object('commit', r.c, 'position', last);
      end loop;
    end if;

    if guards is not null then
      for g in select x.sql, x.rows from json_to_recordset(guards) as x(sql text, rows json) loop
        statement := ${s}.wt_statement(g.sql, '(integer, json)');
        for r in execute format('execute %s(%s, %L)', statement, a_log, g.rows) loop
          foreach c in array r.c loop
            continue when not good[c] or r.n >= first_guard[c];
            first_guard[c] := r.n;
            row_there[c] := r.row;
          end loop;
        end loop;
      end loop;
      for c in 1 .. n loop
        continue when first_guard[c] is null;
        good[c] := false;
        refused := refused || json_build_object('commit', c, 'guard', first_guard[c], 'row', row_there[c]);
      end loop;
    end if;

    last := head.position;
    now_at := head.at;
    for c in 1 .. n loop
      commit_at := greatest(now_at, c_now[c]);
      if good[c] and p_commit[i] = c then now_at := commit_at; end if;
      while p_commit[i] = c loop
        if p_before[i] > 0 then
          p_id[i] := p_id[p_before[i]];
          p_revision[i] := p_end[p_before[i]];
        end if;
        p_end[i] := p_revision[i];
        if good[c] then
          if p_id[i] = 0 then
            p_id[i] := nextval('${s}.wt_stream_ids');
            p_new[i] := true;
          else
            p_grown[i] := true;
            -- of a stream that comes several times, the last one tells
            before := p_before[i];
            while before > 0 loop
              p_grown[before] := false;
              before := p_before[before];
            end loop;
          end if;
          p_position[i] := last;
          p_end[i] := p_revision[i] + p_events[i];
          last := last + p_events[i];
        end if;
        i := i + 1;
      end loop;
      c_at[c] := commit_at;
      c_position[c] := last;
    end loop;

    if last > head.position then
      if true = any(p_new) then
        insert into ${s}.wt_streams(id, log, name, revision)
          select x.id, a_log, x.name, x.revision
          from unnest(p_id, p_stream, p_end, p_new) as x(id, name, revision, new) where x.new;
      end if;
      if true = any(p_grown) then
        update ${s}.wt_streams st set revision = x.revision
          from unnest(p_id, p_end, p_grown) as x(id, revision, grown) where x.grown and st.id = x.id;
      end if;
      insert into ${s}.wt_events(
          log, position, stream_id, revision, type, version, at, id, tags, data, meta)
        select a_log, p_position[x.part] + x.place, p_id[x.part], p_revision[x.part] + x.place,
          x.type, x.version, c_at[p_commit[x.part]], x.id, x.tags, x.data, x.meta
        from unnest(e_part, e_place, e_type, e_version, e_id, e_tags, e_data, e_meta)
          as x(part, place, type, version, id, tags, data, meta)
        where good[p_commit[x.part]];
      insert into ${s}.wt_event_words(log, word, position)
        select a_log, ${s}.wt_word('=', x.type), p_position[x.part] + x.place
        from unnest(e_part, e_place, e_type) as x(part, place, type)
        where good[p_commit[x.part]]
        union all
        select a_log, ${s}.wt_word(':', x.tag), p_position[e_part[x.event]] + e_place[x.event]
        from unnest(t_event, t_tag) as x(event, tag)
        where good[p_commit[e_part[x.event]]];
      update ${s}.wt_heads set position = last, at = now_at where id = a_log;
      perform pg_notify('${channel}', a_log::text);
    end if;

    if rows is not null then
      select
        array_agg(p_position[x.part] + x.place order by x.n),
        array_agg(p_revision[x.part] + x.place order by x.n),
        array_agg(c_at[p_commit[x.part]] order by x.n)
        into e_position, e_revision, e_at
        from unnest(e_part, e_place) with ordinality as x(part, place, n);
      for g in select x.sql, x.rows from json_to_recordset(rows) as x(sql text, rows json) loop
        statement := ${s}.wt_statement(
          g.sql, '(integer, json, boolean[], bigint[], bigint[], bigint[])');
        execute format('execute %s(%s, %L, %L, %L, %L, %L)',
          statement, a_log, g.rows, good, e_position, e_revision, e_at);
      end loop;
    end if;

    return json_build_object(
      'positions', to_json(c_position), 'ats', to_json(c_at),
      'revisions', to_json(p_end), 'refused', to_json(refused));
  end $$;
`
