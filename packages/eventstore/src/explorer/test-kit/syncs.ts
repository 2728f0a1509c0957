/** Syncs of the write-ahead log between one answer and the next, as strace saw them (`-f -y`); -1 where an answer was given while writes were not synced. */
export function syncsPerAnswer(trace: string): number[] {
  const counts: number[] = []
  // threads whose sync has begun
  const syncing = new Set<string>()
  let syncs = 0
  let isDirty = false
  const synced = () => {
    syncs++
    isDirty = false
  }
  for (const line of trace.split('\n')) {
    const thread = line.split(' ', 1)[0] as string
    const isLog = line.includes('-wal>')
    if (/ fdatasync\(| fsync\(/.test(line) && isLog) {
      if (line.includes('<unfinished')) syncing.add(thread)
      else synced()
    } else if (/<\.\.\. f(data)?sync resumed>/.test(line)) {
      if (syncing.delete(thread)) synced()
    } else if (/ pwrite64\(/.test(line) && isLog) isDirty = true
    else if (/ write\(1<.*"answered /.test(line)) {
      counts.push(isDirty ? -1 : syncs)
      syncs = 0
    }
  }
  return counts
}
