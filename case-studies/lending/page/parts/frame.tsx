import type { ComponentChildren } from 'preact'
import { SignIn } from './sign-in.tsx'

const places = [
  ['./', 'Desk'],
  ['./apply', 'Apply'],
  ['./queue', 'Officer’s queue'],
] as const

/** What every page has: where one is, where one may go, and what this is not. */
export function Frame({ here, children }: { here: string; children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="top">
        <a class="brand" href="./">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path class="roof" d="M7 22V13l9-6 9 6v9" />
            <path class="door" d="M12 22v-6h8v6" />
          </svg>
          <span>
            Watertight <b>lending</b>
          </span>
        </a>
        <nav aria-label="Pages">
          {places.map(([path, name]) => (
            <a key={path} href={path} aria-current={name === here ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main id="main">
        <SignIn />
        {children}
      </main>
      <footer>
        <strong>Teaching software, not legal advice.</strong> The lender, the bureaus and everybody
        who asks for a loan here are invented.
      </footer>
    </>
  )
}

export const Alert = ({ children }: { children: string }) => (
  <p class="alert" role="alert" hidden={children === ''}>
    {children}
  </p>
)
