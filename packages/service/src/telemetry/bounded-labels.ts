/** Labels of one kind, at most so many: each distinct label is a series for ever, so what comes later, or does not look like a name in code, is `other`. */
export function boundedLabels(most: number): (label: string) => string {
  const known = new Set<string>()
  return (label) => {
    if (known.has(label)) return label
    if (known.size >= most || !/^[A-Z][A-Za-z0-9_]{1,63}$/.test(label)) return 'other'
    known.add(label)
    return label
  }
}
