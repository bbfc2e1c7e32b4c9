/**
 * A debugger of few lines for tests: it attaches to a Node process over the inspector's protocol.
 * Node 20 has no WebSocket of its own, and of it only what the inspector speaks is needed here.
 */
import { once } from 'node:events'
import { get } from 'node:http'
import type { Socket } from 'node:net'

export interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Readonly<Record<string, unknown>>
  readonly result?: Readonly<Record<string, unknown>>
}

/** Any 16 bytes: the server only answers to them. */
const KEY = Buffer.alloc(16, 7).toString('base64')
const TEXT_FRAME = 0x81
const MASKED = 0x80

/** A text as a client's frame, with a mask of zeros. */
function frameOf(text: string): Buffer {
  const body = Buffer.from(text)
  const head = Buffer.alloc(8)
  head[0] = TEXT_FRAME
  head[1] = MASKED | 126
  head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}

/** The first frame of what has come in and what is behind it; undefined while it is not whole. */
function takeFrame(data: Buffer): { text: string; rest: Buffer } | undefined {
  if (data.length < 2) return undefined
  const short = (data[1] as number) & 0x7f
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (data.length < start) return undefined
  const length =
    short === 126 ? data.readUInt16BE(2) : short === 127 ? Number(data.readBigUInt64BE(2)) : short
  if (data.length < start + length) return undefined
  return {
    text: data.subarray(start, start + length).toString(),
    rest: data.subarray(start + length),
  }
}

export class Debugger {
  readonly #socket: Socket
  readonly #seen: Message[] = []
  #rest: Buffer = Buffer.alloc(0)
  #wake: () => void = () => {}
  #lastId = 0
  #isClosed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (data: Buffer) => this.#take(data))
    socket.on('close', () => {
      this.#isClosed = true
      this.#wake()
    })
    socket.on('error', () => {})
  }

  /** Attaches to the process that listens at the port. */
  static async attach(port: number): Promise<Debugger> {
    const host = '127.0.0.1'
    const [list] = await once(get({ host, port, path: '/json/list' }), 'response')
    let text = ''
    for await (const part of list) text += part
    const { pathname } = new URL(JSON.parse(text)[0].webSocketDebuggerUrl)
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': KEY,
      'Sec-WebSocket-Version': '13',
    }
    const [, socket] = await once(get({ host, port, path: pathname, headers }), 'upgrade')
    return new Debugger(socket)
  }

  /** Sends a command and gives its result. */
  async send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#lastId
    this.#socket.write(frameOf(JSON.stringify({ id, method, params })))
    const { result } = await this.next((message) => message.id === id)
    return result ?? {}
  }

  /** The next event of the name, from those that nobody has asked for yet. */
  async event(method: string): Promise<Readonly<Record<string, unknown>>> {
    const { params = {} } = await this.next((message) => message.method === method)
    return params
  }

  async next(isWanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const at = this.#seen.findIndex(isWanted)
      if (at >= 0) return this.#seen.splice(at, 1)[0] as Message
      if (this.#isClosed) throw new Error('the process has ended')
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data])
    for (;;) {
      const frame = takeFrame(this.#rest)
      if (frame === undefined) break
      this.#rest = frame.rest
      this.#seen.push(JSON.parse(frame.text))
    }
    this.#wake()
  }
}
