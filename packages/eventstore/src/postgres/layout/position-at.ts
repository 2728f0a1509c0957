/** The last position recorded at or before a time, which never goes back along the log. */
export const positionAt = (s: string) => `
  create or replace function ${s}.wt_position_at(a_log integer, a_time bigint) returns bigint
  language plpgsql stable as $$
  declare
    low bigint := 0;
    high bigint := (select position from ${s}.wt_heads where id = a_log);
    middle bigint;
  begin
    while low < high loop
      middle := (low + high + 1) / 2;
      if (select at from ${s}.wt_events where log = a_log and position = middle) <= a_time
      then low := middle; else high := middle - 1; end if;
    end loop;
    return low;
  end $$;
`
