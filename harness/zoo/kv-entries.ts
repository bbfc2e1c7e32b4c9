/** The zoo of lab 3: wrong key-value services, as patches on `solutions/kvraft`. */
import type { ZooEntry } from './entry.ts'

export const kvEntries: readonly ZooEntry[] = []
