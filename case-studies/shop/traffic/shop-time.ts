const london = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
})

/** The time on the shop's own wall, to the minute: `2010-12-01T08:26`. */
export const shopTime = (wallTime: number): string => london.format(wallTime).replace(' ', 'T')
