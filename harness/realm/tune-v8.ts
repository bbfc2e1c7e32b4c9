/**
 * V8 optimises a function for the context it runs in, and our contexts live for a second: most of
 * that work is thrown away. With a larger budget only what is really hot is optimised, which halves
 * the CPU time of a run. A Node without this flag goes on as it was.
 */
import { setFlagsFromString } from 'node:v8'

export function tuneV8(): void {
  setFlagsFromString('--interrupt-budget=600000')
}
