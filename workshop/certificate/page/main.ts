import { readIssuerProfile } from '../src/keys/issuer.ts'
import { isRefusal, type Refusal } from '../src/refusal.ts'
import { readJson } from '../src/text/json.ts'
import { report } from '../src/verification/report.ts'
import { type VerifiedFile, verifyFile } from '../src/verification/verify-file.ts'
import { browserPlatform } from './platform.ts'

const [file, profile, status] = ['file', 'profile', 'status'].map(input) as [Input, Input, Input]
const [issuer, email] = ['issuer', 'email'].map(input) as [Input, Input]
const verdict = document.querySelector('#verdict') as HTMLElement
const drop = document.querySelector('.drop') as HTMLElement
let dropped: File | undefined
/** What was asked for last; an answer that comes later than a newer question is not shown. */
let question = 0

type Input = HTMLInputElement
function input(id: string): Input {
  return document.querySelector(`#${id}`) as Input
}

file.addEventListener('change', () => {
  dropped = file.files?.[0]
  ask()
})
for (const it of [profile, status, issuer, email]) it.addEventListener('change', ask)
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'] as const)
  document.addEventListener(type, (event) => {
    event.preventDefault()
    drop.classList.toggle('over', type === 'dragenter' || type === 'dragover')
    if (type !== 'drop') return
    dropped = event.dataTransfer?.files[0]
    ask()
  })

function ask(): void {
  if (!dropped) return
  const asked = ++question
  void answer(dropped)
    .catch((error: unknown) => ({ refused: 'Error', because: String(error), next: 'Try again.' }))
    .then((found) => {
      if (asked === question) show(found)
    })
}

async function answer(certificate: File): Promise<VerifiedFile | Refusal> {
  const expected = await expectedIssuer()
  if (isRefusal(expected)) return expected
  const list = await jsonIn(status)
  if (isRefusal(list)) return list
  return verifyFile(new Uint8Array(await certificate.arrayBuffer()), {
    platform: browserPlatform,
    now: Date.now(),
    issuer: expected,
    statusLists: list === undefined ? [] : [list.value],
    email: email.value.trim() || undefined,
  })
}

async function expectedIssuer() {
  const downloaded = await jsonIn(profile)
  if (downloaded === undefined) return issuer.value.trim() || undefined
  return isRefusal(downloaded) ? downloaded : readIssuerProfile(downloaded.value)
}

async function jsonIn({ files }: Input) {
  const [given] = files ?? []
  return given && readJson(await given.text())
}

function show(found: VerifiedFile | { refused: string; because: string; next: string }): void {
  if ('refused' in found) {
    verdict.className = 'refused'
    verdict.replaceChildren(
      element('h2', '✗ Refused'),
      element('p', `${found.refused}: ${found.because}.`),
      element('p', found.next),
    )
  } else {
    const { lines, cautions } = report(found)
    const list = document.createElement('dl')
    list.append(...lines.flatMap(([term, says]) => [element('dt', term), element('dd', says)]))
    verdict.className = 'valid'
    verdict.replaceChildren(
      element('h2', '✓ Valid'),
      element('p', 'It conforms to Open Badges 3.0, and is as it was signed.'),
      ...cautions.map((it) => element('p', `But: ${it}`, 'caution')),
      list,
    )
  }
  verdict.focus()
}

function element(name: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}
