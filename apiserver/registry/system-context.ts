import type { WriteContext } from './rest-storage.ts'

/**
 * For writes of the server itself, such as a controller's: a member of system:masters, named after the
 * component (`system:aranya:COMPONENT`). Unknown fields are dropped: an object that another version of the server stored
 * must not stop a controller.
 */
export function systemContext(component: string): WriteContext {
  return {
    user: { name: `system:aranya:${component}`, groups: ['system:masters', 'system:authenticated'] },
    dryRun: false,
    warn: () => {},
    fieldValidation: 'Ignore',
    fieldManager: component,
  }
}
