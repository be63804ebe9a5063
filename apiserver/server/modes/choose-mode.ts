import { isInCluster } from '../../kubernetes/client/in-cluster.ts'
import { UsageError } from '../../../cli/command-line.ts'
import type { ServeConfig } from '../config.ts'
import { openAggregated } from './aggregated.ts'
import type { OpenMode } from './mode.ts'
import { openStandalone } from './standalone.ts'

/** Aggregated where a cluster is given, by a kubeconfig or by the pod's service account, unless `--mode` says otherwise. */
export function chooseMode({ mode, kubeconfig }: Pick<ServeConfig, 'mode' | 'kubeconfig'>): OpenMode {
  if (mode === 'standalone') {
    if (kubeconfig !== undefined) throw new UsageError('--kubeconfig is of no use with --mode standalone')
    return openStandalone
  }
  return mode === 'aggregated' || kubeconfig !== undefined || isInCluster() ? openAggregated : openStandalone
}
