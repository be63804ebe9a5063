/**
 * Loaded before each test file (.taprc), and by the programs that tests start from their sources: runs TypeScript, which
 * Node.js 20 does not by itself.
 */
import { register } from 'node:module'

register('./typescript-hooks.mjs', import.meta.url)
