/** The import rules that hold for all sources: no cycle of files, type-only imports included, and no way up. */
const below = (name, from, to) => ({ name, severity: 'error', from: { path: from }, to: { path: to } })

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    below('proto-stands-alone', '^proto/', '^(apiserver|agent|cli|test|bench)/'),
    below('agent-without-server', '^agent/', '^(apiserver|test|bench)/'),
    below('server-without-agent', '^apiserver/', '^(agent|test|bench)/'),
    below('cli-is-shared', '^cli/', '^(apiserver|agent|proto|test|bench)/'),
    below('api-is-lowest', '^apiserver/api/', '^apiserver/(?!api/)'),
    below(
      'storage-below-registry',
      '^apiserver/storage/',
      '^apiserver/(registry|http|streaming|devices|auth|controllers|server|cli)/',
    ),
    below('registry-below-http', '^apiserver/registry/', '^apiserver/(http|streaming|devices|controllers|server|cli)/'),
    below(
      'streaming-below-http',
      '^apiserver/streaming/',
      '^apiserver/(http|registry|devices|controllers|server|cli)/',
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: 'proto/gen',
  },
}
