import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/**
 * A program that writes numbered lines into a file as fast as it can, and rotates it: `PATH LINES EVERY HOW`, where HOW is
 * `rename`, with as many old files as there are, or `copytruncate`. Ends with a line `end`.
 */
async function write(path: string, lines: number, every: number, how: string): Promise<void> {
  for (let number = 1; number <= lines; number++) {
    appendFileSync(path, `line ${number}${number % 100 === 0 ? ` ${'x'.repeat(3000)}` : ''}\n`)
    if (number % 200 === 0) await setTimeout(1)
    if (number % every !== 0) continue
    shift(path)
    if (how === 'rename') {
      renameSync(path, `${path}.1`)
      writeFileSync(path, '')
    } else {
      copyFileSync(path, `${path}.1`)
      truncateSync(path, 0)
    }
  }
  appendFileSync(path, 'end\n')
}

function shift(path: string): void {
  let last = 1
  while (existsSync(`${path}.${last}`)) last++
  for (let number = last; number > 1; number--) renameSync(`${path}.${number - 1}`, `${path}.${number}`)
}

const [path = '', lines, every, how = ''] = process.argv.slice(2)
await write(path, Number(lines), Number(every), how)
