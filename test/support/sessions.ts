import { get } from 'node:https'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Aranya, Teardown } from './aranya.ts'
import { group } from './aranya.ts'
import { readKubeconfig } from './kubeconfig.ts'

/** A session that a client has with a device. */
export interface ClientSession {
  /** Writes to its stdin; nothing for sessions that have none. */
  write(text: string): void
  /** Stops reading, so that the server cannot send more. */
  pause(): void
  /** As a client that was killed: the socket is gone without a word. */
  cut(): void
  /** As a client that is done: the protocol's own end. */
  close(): void
  /** Resolves when the connection is over, whoever ended it. */
  readonly ended: Promise<void>
}

const stdinChannel = 0

/** Paths of sessions, under the API's root. */
export const sessionPaths = {
  exec: (pod: string, command: readonly string[], tty: boolean): string =>
    `/api/v1/namespaces/default/pods/${pod}/exec?${query({ command, tty, stdin: true })}`,
  attach: (pod: string): string =>
    `/api/v1/namespaces/default/pods/${pod}/attach?${query({ command: [], tty: true, stdin: true })}`,
  hostShell: (device: string): string =>
    `/apis/${group}/v1alpha1/namespaces/default/edgedevices/${device}/hostshell?${query({ command: [], tty: true, stdin: true })}`,
  portForward: (pod: string, port: number): string =>
    `/api/v1/namespaces/default/pods/${pod}/portforward?ports=${port}`,
  log: (pod: string): string => `/api/v1/namespaces/default/pods/${pod}/log?follow=true`,
}

function query(options: { command: readonly string[]; tty: boolean; stdin: boolean }): string {
  const flags = { stdin: options.stdin, stdout: true, stderr: !options.tty, tty: options.tty }
  const pairs = Object.entries(flags)
    .filter(([, on]) => on)
    .map(([name]): [string, string] => [name, 'true'])
  return new URLSearchParams([
    ...options.command.map((word): [string, string] => ['command', word]),
    ...pairs,
  ]).toString()
}

/** Opens a WebSocket session; resolves after the 101. */
export function openWebSocket(aranya: Aranya, path: string, protocol = 'v5.channel.k8s.io'): Promise<ClientSession> {
  const { ca, cert, key } = readKubeconfig(aranya.kubeconfig)
  const socket = new WebSocket(`wss://127.0.0.1:${aranya.port}${path}`, [protocol], { ca, cert, key })
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => {
      socket.on('error', () => {})
      resolve({
        write: (text) => socket.send(Buffer.from([stdinChannel, ...Buffer.from(text)])),
        pause: () => socket.pause(),
        cut: () => socket.terminate(),
        close: () => socket.close(),
        ended,
      })
    })
  })
}

/** Follows a log over plain HTTP; resolves with the answer's head. */
export function openLog(aranya: Aranya, path: string): Promise<ClientSession> {
  const { ca, cert, key } = readKubeconfig(aranya.kubeconfig)
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port: aranya.port, path, ca, cert, key, agent: false }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the log was answered with ${response.statusCode}`))
      const ended = new Promise<void>((done) => response.once('close', () => done()))
      response.on('error', () => {})
      response.resume()
      const cut = (): void => void request.destroy()
      resolve({ write: () => {}, pause: () => response.pause(), cut, close: cut, ended })
    })
    request.once('error', reject)
  })
}

/** A TCP server that sends back what it gets. Resolves with its port. */
export async function startEcho(t: Teardown): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
