/** The style of the loan page: light and dark by the reader's choice, each pair of colours told apart without hue by place, gap and text. */
export const loanPageStyle = `:root {
  color-scheme: light dark;
  --page: #f4f2ec;
  --card: #fffefb;
  --ink: #1c2420;
  --soft: #55625b;
  --line: #ddd8ca;
  --principal: #1f6fb5;
  --interest: #c2590c;
  --owed: #1c2420;
  --area: #1f6fb51f;
  --late: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10150f;
    --card: #182019;
    --ink: #e9eee8;
    --soft: #a3b1a7;
    --line: #2c382f;
    --principal: #5aa7e8;
    --interest: #f0914a;
    --owed: #e9eee8;
    --area: #5aa7e829;
    --late: #ff8a80;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 Inter, "Helvetica Neue", "DejaVu Sans", system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
h2 { margin: 0; font-size: 1.1rem; }
.note { margin: 0 0 0.75rem; color: var(--soft); font-size: 0.85rem; }
.lead { margin: 0.15rem 0 1.25rem; color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(13rem, 45%), 1fr)); gap: 0.75rem; margin: 0 0 1.5rem; }
.facts div { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 0.6rem 0.85rem; }
dt { color: var(--soft); font-size: 0.82rem; }
dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; }
.late { color: var(--late); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 0.6rem; padding: 1rem; }
.legend { display: flex; gap: 1.25rem; list-style: none; margin: 0.4rem 0 0.2rem; padding: 0; font-size: 0.88rem; color: var(--soft); }
.legend li::before { content: ""; display: inline-block; width: 0.75rem; height: 0.75rem; border-radius: 2px; margin-right: 0.45rem; vertical-align: -1px; background: var(--principal); }
.legend .key-interest::before { background: var(--interest); }
.picture { overflow-x: auto; }
.chart { display: block; width: 100%; min-width: 34rem; height: auto; }
.chart text { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.chart .panel { fill: var(--ink); font-size: 13px; font-weight: 600; }
.chart .now-says { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.chart .grid { stroke: var(--line); stroke-width: 1; }
.chart .principal { fill: var(--principal); }
.chart .interest { fill: var(--interest); }
.chart g:hover rect { opacity: 0.75; }
.chart .owed { fill: none; stroke: var(--owed); stroke-width: 2; stroke-linejoin: round; }
.chart .owed-area { fill: var(--area); }
.chart .now { fill: var(--card); stroke: var(--owed); stroke-width: 2.5; }
details { margin-top: 0.75rem; border-top: 1px solid var(--line); padding-top: 0.75rem; }
summary { cursor: pointer; font-weight: 600; width: fit-content; }
summary:focus-visible, .picture:focus-visible, .scroll:focus-visible { outline: 3px solid var(--principal); outline-offset: 2px; border-radius: 4px; }
.scroll { overflow: auto; max-height: 28rem; margin-top: 0.75rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.4rem; }
th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--card); }
.number { text-align: right; }
.overdue { color: var(--late); font-weight: 600; }
.to-come { color: var(--soft); }
footer { margin-top: 1rem; color: var(--soft); font-size: 0.85rem; }
`
