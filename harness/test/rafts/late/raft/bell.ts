/** What a loop waits for: a ring, or that some time has passed. A ring that nobody hears stays. */
export class Bell {
  private wake: (() => void) | undefined
  private hasRung = false

  ring(): void {
    this.hasRung = true
    this.wake?.()
  }

  async wait(ms: number): Promise<void> {
    if (!this.hasRung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.wake = undefined
    this.hasRung = false
  }
}
