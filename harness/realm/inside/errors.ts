/** Words for whatever student code threw or rejected with. Reading an error may run student code. */

/** `name: message` and the stack, or the value itself where it is no error. Never throws. */
export function describeError(error: unknown): string {
  try {
    if (error !== null && typeof error === 'object') {
      const { stack, name, message } = error as Record<string, unknown>
      const title = `${String(name ?? 'Error')}: ${String(message ?? '')}`
      if (typeof stack === 'string') return stack.startsWith(title) ? stack : `${title}\n${stack}`
      if (message !== undefined) return title
    }
    return `threw ${typeof error === 'string' ? JSON.stringify(error) : String(error)}, not an Error`
  } catch {
    return 'an error that cannot be described'
  }
}
