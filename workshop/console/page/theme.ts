import { effect, signal } from '@preact/signals'

export const themes = ['as the system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** How the page looks; kept by the browser. */
export const theme = signal<Theme>(
  themes.find((one) => one === localStorage.getItem('theme')) ?? 'as the system',
)

effect(() => {
  localStorage.setItem('theme', theme.value)
  if (theme.value === 'as the system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.value
})

export const nextTheme = () => {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'as the system'
}
