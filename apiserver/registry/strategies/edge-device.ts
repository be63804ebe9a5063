import { edgeDeviceKind } from '../../api/kinds.ts'
import type { Condition, KubeObject } from '../../api/meta/object.ts'
import { setCondition } from '../../api/meta/conditions.ts'
import type { Strategy } from '../strategy.ts'

/** A new device is Pending: it has neither a certificate nor a connection. */
export function createEdgeDeviceStrategy({ now }: { readonly now: () => number }): Strategy {
  return {
    kind: edgeDeviceKind,
    countsGenerations: true,
    allowsUnconditionalUpdate: false,
    complete(object: KubeObject): void {
      object['status'] = { phase: 'Pending', conditions: initialConditions(now()) }
    },
  }
}

function initialConditions(nowMs: number): readonly Condition[] {
  const ready = {
    type: 'Ready',
    status: 'False',
    reason: 'NeverConnected',
    message: 'the device never connected',
  } as const
  const enrolled = {
    type: 'Enrolled',
    status: 'False',
    reason: 'NotEnrolled',
    message: 'the device has no certificate',
  } as const
  return setCondition(setCondition([], ready, nowMs), enrolled, nowMs)
}
