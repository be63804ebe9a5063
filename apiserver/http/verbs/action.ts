import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ActionSubresource } from '../../registry/rest-storage.ts'
import { bodyOf, decodeObjectBody } from '../body.ts'
import { sendJson } from '../send.ts'
import { checkDuplicates, parseWriteContext } from '../write-options.ts'
import { keyOf } from './resource.ts'

/** POST to a subresource that answers with an object of its own, such as `edgedevices/token`. */
export function actionHandler(action: ActionSubresource) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const context = parseWriteContext(request, 'CreateOptions')
    const body = bodyOf(request).length === 0 ? { value: undefined, duplicates: [] } : decodeObjectBody(request)
    const { info, kind } = action
    checkDuplicates(body, { info: { ...info, kind }, name: '' }, context)
    const key = keyOf(request, info)
    const answer = await action.create(key, body.value, context)
    request.exchange.audit.responseObject(action.toAudited?.(answer) ?? answer)
    return sendJson(request, reply, answer, 201)
  }
}
