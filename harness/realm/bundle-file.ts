/** The file name that stacks inside a realm show for a submission's bundle. */
export const BUNDLE_FILE = 'submission.bundle.js'
