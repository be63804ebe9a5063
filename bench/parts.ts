import { agentsPart } from './agents/agents-part.ts'
import type { Part } from './harness/part.ts'
import { muxPart } from './mux/mux-part.ts'
import { requestsPart } from './requests/requests-part.ts'
import { execPart } from './streams/exec-part.ts'
import { logPart } from './streams/log-part.ts'
import { portForwardPart } from './streams/portforward-part.ts'

/** All parts, in the order in which they run. */
export const parts: readonly Part[] = [requestsPart, muxPart, execPart, logPart, portForwardPart, agentsPart]
