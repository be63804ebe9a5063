import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { checkLabel } from '../api/meta/names.ts'
import { parseCommandLine, UsageError } from '../../cli/command-line.ts'
import type { Command, CommandOutput } from '../../cli/command-line.ts'
import { writeAtomically } from '../pki/key-files.ts'
import { enterVirtualCluster, readKubeconfig } from '../kubernetes/kubeconfig/read-kubeconfig.ts'

export const kubeconfigCommand: Command = {
  program: 'aranya',
  name: 'kubeconfig',
  summary:
    'Prints a kubeconfig with which kubectl sees the devices of one namespace as a cluster: pods are virtual pods, nodes are\n' +
    'devices. It has the server and the user of a context that you have already, with all credentials, and asks no server.',
  flags: [
    {
      name: 'namespace',
      placeholder: 'NS',
      required: true,
      help: 'the namespace whose devices are shown',
    },
    {
      name: 'kubeconfig',
      placeholder: 'FILE',
      help: 'the kubeconfig that you have (default: as for kubectl, KUBECONFIG or ~/.kube/config)',
    },
    {
      name: 'context',
      placeholder: 'NAME',
      help: 'the context of it to start from (default: the current one)',
    },
    {
      name: 'output',
      placeholder: 'FILE',
      help: 'where to write it, a file of mode 0600 that is replaced (default: stdout)',
    },
  ],
}

/** `aranya kubeconfig`. Rejects with UsageError, or with an Error that says what to do. */
export async function runKubeconfig(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandOutput> {
  const { one } = parseCommandLine(kubeconfigCommand, args)
  const namespace = one('namespace') ?? ''
  const wrong = checkLabel(namespace)
  if (wrong !== undefined) throw new UsageError(`--namespace ${namespace}: ${wrong}`)
  const source = await readKubeconfig({ file: one('kubeconfig'), env })
  const made = enterVirtualCluster(source, { namespace, context: one('context') })
  const output = one('output')
  if (output === undefined) return { stdout: made.trimEnd() }
  const path = resolve(output)
  // Its other contexts would be gone.
  if (source.files.some((file) => isSame(file, path)))
    throw new UsageError(`--output ${output}: it is what the new one is made from`)
  await writeAtomically(path, made, 0o600)
  return { stdout: `wrote ${path}; kubectl --kubeconfig ${path} get pods shows the devices of ${namespace}` }
}

/** Also by another name. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }))
  return one === other || (first !== undefined && first.dev === second?.dev && first.ino === second.ino)
}
