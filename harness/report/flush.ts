/** A program ends when all that it wrote has been taken: a pipe takes as much as is read. */

/** Comes back with the code; `process.exit` alone drops what is still on its way. */
export async function flushed(code: number): Promise<number> {
  await Promise.all([process.stdout, process.stderr].map(flush))
  return code
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve()
    else stream.write('', () => resolve())
  })
}
