import { computed, signal } from '@preact/signals'

const kept = 'access token'

/** The access token, where the services of this lender ask for one; of this tab alone, and gone with it. */
export const token = signal(sessionStorage.getItem(kept) ?? '')
/** A service has asked who this is. */
export const isAsked = signal(false)

export function signIn(given: string): void {
  token.value = given.trim()
  isAsked.value = false
  sessionStorage.setItem(kept, token.value)
}

/** What is shown was not accepted, or there was nothing to show. */
export function askWho(): void {
  token.value = ''
  isAsked.value = true
  sessionStorage.removeItem(kept)
}

const grades = ['committee', 'senior', 'officer']

/** Whoever is signed in, as the token says; the page believes it, and the services check it. */
export const signedIn = computed(() => {
  try {
    const claims = token.value.split('.')[1] ?? ''
    const bytes = Uint8Array.from(
      atob(claims.replaceAll('-', '+').replaceAll('_', '/')),
      (character) => character.charCodeAt(0),
    )
    const { sub, roles } = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly sub: string
      readonly roles: readonly string[]
    }
    return { name: sub, grade: grades.find((grade) => roles.includes(grade)) ?? 'no officer' }
  } catch {
    return undefined
  }
})
