/** The file name that stacks inside a realm show for a submission's bundle. */
export const BUNDLE_FILE = 'submission.bundle.js'

/**
 * The name of the script that a bundle begins with, and that may import what it likes. A file of a
 * submission has an ending, so none can take its place.
 */
export const ENTRY_FILE = 'entry'
