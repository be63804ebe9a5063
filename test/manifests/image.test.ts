import { join } from 'node:path'
import t from 'tap'
import { run } from '../support/processes.ts'
import { repositoryRoot } from '../support/repository.ts'

/** With the packages and the build of this checkout, which take minutes to make anew. */
const quick = process.env['ARANYA_TEST_FULL'] ? [] : ['--quick']

t.test('the steps of the Dockerfile make an image that runs with nothing else', async (t) => {
  const script = join(repositoryRoot, 'hack/verify-image.sh')
  const { code, stderr } = await run([script, ...quick], { timeoutMs: 280_000 })
  t.equal(code, 0, stderr)
  t.match(stderr, /the image is well/)
})
