import type { KeyObject } from 'node:crypto'
import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { exportCaKey, makeCaCertificate, makeCaKey, readCa, readCaKey } from './ca.ts'
import type { Ca } from './ca.ts'
import { makePrivateDir, readIfThere, writeAtomically } from './key-files.ts'

const caDays = 3650
const keyMode = 0o600
const certificateMode = 0o644

export interface CaLocation {
  readonly dir: string
  readonly name: string
  readonly nowMs: number
}

/** Reads `ca.key` and `ca.crt`, or makes them. Throws an Error that names the file that is wrong. */
export async function loadCa({ dir, name, nowMs }: CaLocation): Promise<Ca> {
  await makePrivateDir(dir)
  const paths = { key: join(dir, 'ca.key'), certificate: join(dir, 'ca.crt') }
  const [storedKey, pem] = await Promise.all([readIfThere(paths.key), readIfThere(paths.certificate)])
  if (storedKey === undefined && pem !== undefined)
    throw new Error(`${paths.key} is missing, but ${paths.certificate} is there`)
  const key = storedKey === undefined ? await makeKeyFile(paths.key) : await readKeyFile(paths.key, storedKey)
  // A key alone was left by a first start that did not end: nothing was ever signed with it.
  const certificatePem = pem ?? (await makeCertificateFile(paths.certificate, { name, nowMs, key }))
  return readCa({ certificatePem, keyPem: exportCaKey(key) }, paths, nowMs)
}

async function makeKeyFile(path: string): Promise<KeyObject> {
  const key = await makeCaKey()
  await writeAtomically(path, exportCaKey(key), keyMode)
  return key
}

async function readKeyFile(path: string, pem: string): Promise<KeyObject> {
  // A copy or a restored backup may have widened the mode.
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, keyMode)
  return readCaKey(pem, path)
}

interface NewCertificate {
  readonly name: string
  readonly nowMs: number
  readonly key: KeyObject
}

async function makeCertificateFile(path: string, { name, nowMs, key }: NewCertificate): Promise<string> {
  const pem = await makeCaCertificate({ name, days: caDays, nowMs }, key)
  await writeAtomically(path, pem, certificateMode)
  return pem
}
