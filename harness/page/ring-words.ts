/** A server at a moment in one sentence, which changes only when something happens. Pure. */
import type { ServerNow } from './ring-model.ts'
import { formatMs } from './view.ts'

export function describeServer(server: ServerNow): string {
  const { name, isAlive, isCutOff, term, timer } = server
  if (!isAlive) return `${name}: crashed`
  const facts = [
    describeRole(server),
    ...(isCutOff ? ['cut off from its group'] : []),
    ...(timer === undefined ? [] : [`timer due at ${formatMs(timer.dueMs)}`]),
  ]
  return `${name}: ${term === undefined ? facts.slice(1).join(', ') || 'has said nothing' : facts.join(', ')}`
}

function describeRole({ name, role, term, vote }: ServerNow): string {
  if (role === 'leader') return `leader of term ${term}`
  if (role === 'candidate') return `term ${term}, asks for votes (inferred from its messages)`
  if (vote === undefined || vote === name) return `term ${term}, does not lead`
  return `term ${term}, does not lead, voted for ${vote} (inferred)`
}
