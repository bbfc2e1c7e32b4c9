/**
 * Lines of a stream, each as one text: a worker's events come as lines of hundreds of kilobytes,
 * and node:readline takes as long over those as reading what they say.
 */

const LINE_END = 0x0a

/** Calls `onLine` for every whole line, without its end; settles when the stream is closed. */
export function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
): Promise<void> {
  let begun: Buffer[] = []
  stream.on('data', (data: Buffer) => {
    let from = 0
    for (;;) {
      const end = data.indexOf(LINE_END, from)
      if (end < 0) break
      begun.push(data.subarray(from, end))
      const line = Buffer.concat(begun).toString()
      begun = []
      from = end + 1
      onLine(line)
    }
    if (from < data.length) begun.push(data.subarray(from))
  })
  return new Promise((resolve) => {
    stream.on('close', resolve)
  })
}
