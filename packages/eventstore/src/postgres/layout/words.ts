/** What an event is found by, as one word: `=` and its type, `:` and a tag. An index entry has a size limit, a tag has none. */
export const words = (s: string) => `
  create or replace function ${s}.wt_long_word(kind text, word text) returns text
  language sql immutable as $$
    select kind || '#' || encode(sha256(convert_to(word, 'UTF8')), 'hex') $$;

  -- inlined where it is called, because nothing in it is less than immutable: a call would cost more than what it does
  create or replace function ${s}.wt_word(kind text, word text) returns text
  language sql immutable as $$
    select case when octet_length(word) > 500
      then ${s}.wt_long_word(kind, word) else kind || word end $$;
`
