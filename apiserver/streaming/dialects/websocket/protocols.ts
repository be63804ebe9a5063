import { streamProtocolNames, streamProtocolVersion } from '../common/stream-set.ts'
import type { StreamProtocolVersion } from '../common/stream-set.ts'
import { binaryCodec, wholeBinaryCodec, wholeBase64Codec, base64Codec } from './codec.ts'
import type { ChannelCodec } from './codec.ts'

/** A WebSocket subprotocol of remote commands. */
export interface WebSocketProtocol {
  /** As in Sec-WebSocket-Protocol; empty when the client asked for none. */
  readonly name: string
  readonly version: StreamProtocolVersion
  readonly codec: ChannelCodec
}

const base64Versions: ReadonlyMap<string, StreamProtocolVersion> = new Map([
  ['v4.base64.channel.k8s.io', 4],
  ['base64.channel.k8s.io', 1],
])

/** All names, as a refusal lists them. */
export const webSocketProtocolNames: readonly string[] = [...streamProtocolNames, ...base64Versions.keys()]

/**
 * The first of the client's protocols that we know; the raw first version when it asks for none, as the kubelet
 * has it (k8s.io/cri-streaming, remotecommand/websocket.go). Undefined when we know none of them.
 */
export function chooseWebSocketProtocol(asked: readonly string[]): WebSocketProtocol | undefined {
  if (asked.length === 0) return { name: '', version: 1, codec: binaryCodec }
  for (const name of asked) {
    const version = streamProtocolVersion(name)
    if (version !== undefined) return { name, version, codec: binaryCodec }
    const base64Version = base64Versions.get(name)
    if (base64Version !== undefined) return { name, version: base64Version, codec: base64Codec }
  }
  return undefined
}

const logCodecs: ReadonlyMap<string, ChannelCodec> = new Map([
  ['', wholeBinaryCodec],
  ['binary.k8s.io', wholeBinaryCodec],
  ['base64.binary.k8s.io', wholeBase64Codec],
])

export const logProtocolNames: readonly string[] = [...logCodecs.keys()].filter((name) => name !== '')

/** The first of the client's protocols that carries a log (k8s.io/apimachinery, util/httpstream/wsstream/stream.go). */
export function chooseLogProtocol(asked: readonly string[]): WebSocketProtocol | undefined {
  const name = asked.length === 0 ? '' : asked.find((one) => logCodecs.has(one))
  const codec = name === undefined ? undefined : logCodecs.get(name)
  return name === undefined || codec === undefined ? undefined : { name, version: 1, codec }
}
