import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { lockDirectories, lockDirectory } from '../../../apiserver/storage/directory-lock.ts'
import type { DirectoryLock } from '../../../apiserver/storage/directory-lock.ts'
import { StorageError } from '../../../apiserver/storage/errors.ts'

const holder = fileURLToPath(new URL('fixtures/lock-holder.ts', import.meta.url))

t.test('a locked directory is not locked again until it is released', async (t) => {
  const dir = t.testdir()
  const lock = await lockDirectory(dir)
  await t.rejects(lockDirectory(dir), { code: 'unavailable', message: new RegExp(`${dir}.*process ${process.pid}`) })
  await Promise.all([lock.release(), lock.release()])
  await (await lockDirectory(dir)).release()
  t.same(await readdir(dir), [])
})

t.test('the lock of a killed process is free, that of a stopped one is not', async (t) => {
  const dir = t.testdir()
  const child = fork(holder, [dir])
  t.teardown(() => child.kill('SIGKILL'))
  t.same(await once(child, 'message'), ['locked', undefined])
  await t.rejects(lockDirectory(dir), { message: new RegExp(`process ${child.pid}`) })
  child.kill('SIGSTOP')
  await t.rejects(lockDirectory(dir), { message: new RegExp(`process ${child.pid}`) })
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await lockDirectory(dir)
  t.equal((await readdir(dir)).length, 1, 'what the dead one left is gone')
  await lock.release()
})

t.test('of many that want a directory at once, never two have it', async (t) => {
  const dir = t.testdir()
  for (let round = 0; round < 5; round++) {
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(dir)))
    const locks = attempts.flatMap((result): DirectoryLock[] => (result.status === 'fulfilled' ? [result.value] : []))
    t.ok(locks.length <= 1, `${locks.length} locks`)
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') t.type(attempt.reason, StorageError)
    }
    await Promise.all(locks.map((lock) => lock.release()))
  }
})

t.test('a path longer than a socket address can be locked', async (t) => {
  const dir = join(t.testdir(), 'x'.repeat(100), 'y'.repeat(100))
  await mkdir(dir, { recursive: true })
  const lock = await lockDirectory(dir)
  await t.rejects(lockDirectory(dir), { code: 'unavailable' })
  await lock.release()
})

t.test('the same directory twice is locked once', async (t) => {
  const dir = t.testdir()
  const lock = await lockDirectories([dir, `${dir}/.`])
  await t.rejects(lockDirectory(dir), { code: 'unavailable' })
  await lock.release()
})

t.test('a directory that is not there cannot be locked', async (t) => {
  const dir = join(t.testdir(), 'none')
  await t.rejects(lockDirectory(dir), { code: 'unavailable', message: new RegExp(dir) })
})
