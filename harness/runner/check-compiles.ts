/**
 * Compiles a bundle without running it, in the parent process. What the bundler lets through and
 * the engine does not, such as a wrong regular expression, is a fault of the submission and found
 * here.
 */
import vm from 'node:vm'
import { type Bundle, BundleError } from '../realm/bundle.ts'
import { BUNDLE_FILE } from '../realm/bundle-file.ts'
import { StackMapper } from '../realm/student-stack.ts'

/** The bundle itself. Throws a BundleError when it does not compile. */
export function checkCompiles(bundle: Bundle): Bundle {
  try {
    new vm.Script(bundle.code, { filename: BUNDLE_FILE })
  } catch (error) {
    throw new BundleError(describeSyntaxError(error as Error, bundle.map))
  }
  return bundle
}

/** V8 puts the place first: file and line, the line itself, and a mark below the column. */
function describeSyntaxError({ message, stack = '' }: Error, map: string): string {
  const [head = '', text = '', mark = ''] = stack.split('\n')
  const line = Number(/:(\d+)$/.exec(head)?.[1])
  const place = new StackMapper(map).place(line, mark.indexOf('^') + 1)
  return place === undefined ? message : `${place}: ${message}\n    ${text.trim()}`
}
