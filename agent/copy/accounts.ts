import { readFileSync } from 'node:fs'

/** Names and numbers of users, or of groups. */
export interface Accounts {
  nameOf(id: number): string | undefined
  idOf(name: string): number | undefined
}

/** Reads /etc/passwd or /etc/group, which begin alike: name, password, number. Without the file, nobody is known. */
export function readAccounts(file: string): Accounts {
  const byName = new Map<string, number>()
  const byId = new Map<number, string>()
  for (const line of readLines(file)) {
    const [name, , id] = line.split(':')
    if (!name || !id || !/^\d{1,10}$/.test(id)) continue
    if (!byName.has(name)) byName.set(name, Number(id))
    if (!byId.has(Number(id))) byId.set(Number(id), name)
  }
  return { nameOf: (id) => byId.get(id), idOf: (name) => byName.get(name) }
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
