import t from 'tap'
import { parseExecOptions } from '../../../../apiserver/streaming/remotecommand/exec.ts'

const parse = (query: string) => parseExecOptions(new URLSearchParams(query))

t.test('words of the command keep their order and their bytes', async (t) => {
  t.match(parse('command=sh&command=-c&command=echo+%22a%26b%22%20&command=&stdout=true&container=host'), {
    command: ['sh', '-c', 'echo "a&b" ', ''],
    container: 'host',
    stdout: true,
    stdin: false,
  })
})

t.test('a terminal has one output', async (t) => {
  t.match(parse('command=sh&tty=true&stdin=1&stdout=true&stderr=true'), { tty: true, stdin: true, stderr: false })
})

t.test('no command, or no stream, is a bad request', async (t) => {
  t.throws(() => parse('stdout=true'), { code: 400, reason: 'BadRequest' })
  t.throws(() => parse('command=&stdout=true'), { code: 400 })
  t.throws(() => parse('command=ls&stdout=false&stdin=0'), {
    code: 400,
    message: 'you must specify at least 1 of stdin, stdout, stderr',
  })
})
