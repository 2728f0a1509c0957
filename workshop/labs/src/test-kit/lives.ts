import { type Ports, reply } from '@watertight/ports'

/** Counts its lives on its disk, says how many there were, and holds one timer. */
export async function start({ clock, storage, transport }: Ports): Promise<void> {
  const disk = storage.open('lives')
  disk.exec('create table if not exists lives (at real); insert into lives values (0)')
  clock.after(1_000_000, () => {})
  await transport.serve('subject', async () =>
    reply(200, disk.prepare('select count(*) as lives from lives').get()),
  )
}
