import { chart } from './chart.ts'
import { escaped, shown } from './format.ts'
import type { LoanView, ViewRow } from './loan-view.ts'

/** The schedule of a loan as one page that needs no script: its picture, what is owed, and the table that says the same as the picture. */
export function loanPage(view: LoanView): string {
  const { loan, on, amount, ratePercent, rows } = view
  const last = rows.at(-1)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Loan ${escaped(loan)}</title>
<link rel="stylesheet" href="../../loan-page.css">
</head>
<body>
<main>
<header>
<p class="note">Teaching software, not legal advice. This loan is nobody’s.</p>
<h1>Loan ${escaped(loan)}</h1>
<p class="lead">${shown(amount)} at ${escaped(ratePercent)} % a year, ${rows.length} payments from ${rows[0]?.dueOn ?? ''} to ${last?.dueOn ?? ''}</p>
</header>
${facts(view)}
<section aria-labelledby="schedule">
<h2 id="schedule">Where the money goes</h2>
<ul class="legend" aria-hidden="true"><li class="key-principal">Principal</li><li class="key-interest">Interest</li></ul>
<div class="picture" role="region" aria-label="Picture" tabindex="0">${chart(view)}</div>
<details>
<summary>The schedule as a table</summary>
${table(view)}
</details>
</section>
<footer>As of the end of ${on}. Interest is earned by days on the principal owed; the last payment takes what is left.</footer>
</main>
</body>
</html>
`
}

function facts({
  on,
  instalment,
  totalInterest,
  owed,
  principal,
  interest,
  fees,
  overdue,
  bucket,
  daysPastDue,
}: LoanView): string {
  const late =
    daysPastDue > 0
      ? `<strong class="late">${daysPastDue} days late</strong> (${bucket}): ${shown(overdue)} overdue`
      : owed.isZero()
        ? 'paid off'
        : 'current'
  const all: readonly (readonly [string, string])[] = [
    ['Each payment', shown(instalment)],
    ['Interest, all together', shown(totalInterest)],
    [`Owed on ${on}`, shown(owed)],
    ['Principal in it', shown(principal)],
    ['Interest and fees in it', shown(interest.plus(fees))],
    ['Standing', late],
  ]
  return `<dl class="facts">${all.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`
}

function table({ loan, rows }: LoanView): string {
  return `<div class="scroll" role="region" aria-label="Schedule" tabindex="0"><table>
<caption>Payments of loan ${escaped(loan)}, as agreed</caption>
<thead><tr><th scope="col">No.</th><th scope="col">Due</th><th scope="col" class="number">Payment</th><th scope="col" class="number">Interest</th><th scope="col" class="number">Principal</th><th scope="col" class="number">Owed after it</th><th scope="col">State</th></tr></thead>
<tbody>
${rows.map(line).join('\n')}
</tbody>
</table></div>`
}

const line = ({ number, dueOn, amount, interest, principal, balance, state }: ViewRow) =>
  `<tr><th scope="row">${number}</th><td>${dueOn}</td>${[amount, interest, principal, balance]
    .map((money) => `<td class="number">${shown(money)}</td>`)
    .join('')}<td class="${state.replaceAll(' ', '-')}">${state}</td></tr>`
