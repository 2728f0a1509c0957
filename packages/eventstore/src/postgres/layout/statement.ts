/** The name of a statement that this session has prepared, now or before: to plan one costs several times what it does to a few rows. */
export const statement = (s: string) => `
  create or replace function ${s}.wt_statement(sql text, parameters text) returns text
  language plpgsql as $$
  declare
    known text := coalesce(current_setting('watertight.statements', true), '');
    prepared text := 'wt_' || md5(sql);
  begin
    if strpos(known, prepared) > 0 then
      return prepared;
    end if;
    -- a rollback takes back the setting, and leaves the statement
    if not exists(select from pg_prepared_statements p where p.name = prepared) then
      execute format('prepare %s%s as %s', prepared, parameters, sql);
    end if;
    perform set_config('watertight.statements', known || ' ' || prepared, false);
    return prepared;
  end $$;
`
