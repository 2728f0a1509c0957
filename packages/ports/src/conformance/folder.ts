import assert from 'node:assert/strict'
import type { Folder } from '../folder.ts'
import { PortsError } from '../ports-error.ts'

/** A folder under test, and the hand that writes into it. */
export interface FolderStage {
  readonly folder: Folder
  write(name: string, text: string): void
  remove(name: string): void
  /** Removes the folder itself. */
  destroy(): void
}

export interface FolderConformanceOptions {
  /** The test runner's own: `test(name, run)`. */
  readonly test: (name: string, run: () => Promise<void>) => unknown
  /** An empty folder; each case gets a fresh one. */
  readonly newFolder: () => FolderStage
}

/** What every folder must do, as cases of any test runner. */
export function folderConformance({ test, newFolder }: FolderConformanceOptions): void {
  const check = (name: string, run: (stage: FolderStage) => Promise<void>) =>
    test(`folder: ${name}`, async () => {
      const stage = newFolder()
      try {
        await run(stage)
      } finally {
        stage.destroy()
      }
    })

  check('lists its files in order, those with a dot before them not', async (stage) => {
    for (const name of ['b.yaml', 'B.yaml', 'a.yaml', '.a.yaml.swp']) stage.write(name, '')
    assert.deepEqual(await stage.folder.list(), ['B.yaml', 'a.yaml', 'b.yaml'])
  })

  check('reads what was written last, and nothing where no file is', async (stage) => {
    stage.write('a', 'größe: 1\n')
    stage.write('a', 'größe: 2\n')
    assert.equal(await stage.folder.read('a'), 'größe: 2\n')
    stage.remove('a')
    assert.equal(await stage.folder.read('a'), undefined)
    assert.deepEqual(await stage.folder.list(), [])
  })

  check('a new file, another text and a removal are heard', async (stage) => {
    for (const change of [
      () => stage.write('a', '1'),
      () => stage.write('a', '2'),
      () => stage.remove('a'),
    ])
      await heard(stage.folder, change)
  })

  check('who stopped hears nothing, others do', async (stage) => {
    let stopped = 0
    stage.folder.watch(() => stopped++).stop()
    await heard(stage.folder, () => stage.write('a', ''))
    assert.equal(stopped, 0)
  })

  check('a folder that is gone says so', async (stage) => {
    stage.destroy()
    const isTold = (error: unknown) =>
      error instanceof PortsError && error.code === 'WT_FOLDER_UNREADABLE'
    await assert.rejects(stage.folder.list(), isTold)
    assert.throws(() => stage.folder.watch(() => {}), isTold)
  })
}

/** Makes the change and waits until it is heard. */
const heard = (folder: Folder, change: () => void): Promise<void> =>
  new Promise((resolve) => {
    const watch = folder.watch(() => {
      resolve()
      // a folder may call back before it has answered
      queueMicrotask(() => watch.stop())
    })
    change()
  })
