/** Ends a program when all that it wrote has been taken: a pipe takes it as fast as it is read. */

/** `process.exit` alone drops what is still on its way, so that a long log would end somewhere. */
export async function exitWith(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(flush))
  process.exit(code)
}

function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve()
    else stream.write('', () => resolve())
  })
}
