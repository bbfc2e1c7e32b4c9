/**
 * Where servers and clients are in the picture of rings: each group is a ring in a cell of its
 * own, clients stand in rows below. Pure.
 */
import type { Size } from './geometry.ts'
import type { Group } from './processes.ts'

export interface Spot {
  readonly x: number
  readonly y: number
}

export interface RingPlace extends Spot {
  readonly name: string
  /** Where its name stands, and how wide it may be beside the first server. */
  readonly label: Spot & { readonly widthPx: number }
}

export interface Layout {
  readonly rings: readonly RingPlace[]
  /** Of servers and clients. */
  readonly spots: ReadonlyMap<string, Spot>
  /** Any two servers of one group. */
  readonly pairs: readonly (readonly [string, string])[]
  /** Of a server's circle, the same in all rings. */
  readonly radius: number
  readonly clientPx: number
}

/** A ring's own height while there is one, and while there are several. */
const RING_PX = { alone: 290, among: 200 }
const CELL_PX_MIN = 170
const CLIENT = { widthPx: 44, rowPx: 26 }
const RADIUS = { share: 0.125, least: 13, most: 27 }
/** Of a ring's name, in the corner of its cell. */
const LABEL_PX = { side: 4, top: 12 }
/** Around a circle: its timer, and words below it. */
const AROUND_PX = { side: 9, top: 12, foot: 26 }

export function columnsIn(width: number, rings: number): number {
  const most = Math.max(1, Math.min(3, Math.floor(width / CELL_PX_MIN)))
  if (rings <= most && rings !== 4) return Math.max(1, rings)
  return Math.min(most, Math.ceil(Math.sqrt(rings)))
}

/** Height that shows all of it at a width. */
export function ringHeight(width: number, groups: number, clients: number): number {
  const rows = Math.ceil(groups / columnsIn(width, groups))
  const ringPx = groups === 1 ? RING_PX.alone : RING_PX.among
  return rows * ringPx + clientRows(width, clients) * CLIENT.rowPx
}

function clientRows(width: number, clients: number): number {
  return Math.ceil(clients / Math.max(1, Math.floor(width / CLIENT.widthPx)))
}

export function layOut(groups: readonly Group[], clients: readonly string[], size: Size): Layout {
  const columns = columnsIn(size.width, groups.length)
  const rows = Math.max(1, Math.ceil(groups.length / columns))
  const clientsPx = clientRows(size.width, clients.length) * CLIENT.rowPx
  const cell = { width: size.width / columns, height: (size.height - clientsPx) / rows }
  const least = Math.min(cell.width, cell.height)
  const radius = Math.max(RADIUS.least, Math.min(RADIUS.most, least * RADIUS.share))
  const spots = new Map<string, Spot>()
  const rings = groups.map(({ name, servers }, at) => {
    const left = (at % columns) * cell.width
    const top = Math.floor(at / columns) * cell.height
    const { x, y } = putRing(spots, servers, { ...cell, left, top }, radius)
    const widthPx = cell.width / 2 - radius - AROUND_PX.side - 2 * LABEL_PX.side
    const label = { x: left + LABEL_PX.side, y: top + LABEL_PX.top, widthPx }
    return { name, x, y, label }
  })
  putClients(spots, clients, size, size.height - clientsPx)
  const pairs = groups.flatMap(({ servers }) => pairsOf(servers))
  return { rings, spots, pairs, radius, clientPx: CLIENT.widthPx }
}

function pairsOf(servers: readonly string[]): readonly (readonly [string, string])[] {
  return servers.flatMap((one, at) => servers.slice(at + 1).map((other) => [one, other] as const))
}

interface Cell extends Size {
  readonly left: number
  readonly top: number
}

/** The first server is at the top, the others follow with the clock. */
function putRing(
  spots: Map<string, Spot>,
  servers: readonly string[],
  { left, top, width, height }: Cell,
  radius: number,
): Spot {
  const [first, last] = [top + radius + AROUND_PX.top, top + height - radius - AROUND_PX.foot]
  const wide = Math.min(width / 2 - radius - AROUND_PX.side, (last - first) * 0.75)
  const middle = { x: left + width / 2, y: (first + last) / 2 }
  if (servers.length === 1) spots.set(servers[0] as string, middle)
  if (servers.length <= 1) return middle
  const points = servers.map((_, at) => {
    const angle = (2 * Math.PI * at) / servers.length - Math.PI / 2
    return { x: Math.cos(angle), y: Math.sin(angle) }
  })
  // A ring of three ends above its foot: it is stretched to the whole height.
  const lowest = Math.max(...points.map(({ y }) => y))
  const high = (last - first) / (1 + lowest)
  const widest = Math.max(...points.map(({ x }) => x))
  const across = Math.min(wide / Math.max(widest, 0.1), high * 1.25)
  for (const [at, server] of servers.entries()) {
    const { x, y } = points[at] as Spot
    spots.set(server, { x: middle.x + across * x, y: first + high * (1 + y) })
  }
  return { x: middle.x, y: first + high }
}

function putClients(
  spots: Map<string, Spot>,
  clients: readonly string[],
  { width }: Size,
  top: number,
): void {
  const rowLength = Math.max(1, Math.floor(width / CLIENT.widthPx))
  for (const [at, client] of clients.entries()) {
    const row = Math.floor(at / rowLength)
    const inRow = Math.min(rowLength, clients.length - row * rowLength)
    const step = width / inRow
    const x = (at - row * rowLength + 0.5) * step
    spots.set(client, { x, y: top + (row + 0.5) * CLIENT.rowPx })
  }
}
