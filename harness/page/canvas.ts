/** A canvas as large as its place in the page, sharp on every screen. */
import { make } from './dom.ts'
import type { Size } from './geometry.ts'

export class Paper {
  readonly element: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D

  /** In CSS pixels. To ask the element in every frame would make the browser lay the page out. */
  #size: Size = { width: 0, height: 0 }
  /** What is scrolled out of sight need not be drawn. */
  #isInSight = true

  constructor(label: string, onResize: () => void) {
    this.element = make('canvas', { tabindex: '0', role: 'img', 'aria-label': label })
    this.context = this.element.getContext('2d') as CanvasRenderingContext2D
    new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.element
      this.#size = { width, height }
      onResize()
    }).observe(this.element)
    new IntersectionObserver((seen) => {
      this.#isInSight = seen.at(-1)?.isIntersecting ?? true
      if (this.#isInSight) onResize()
    }).observe(this.element)
  }

  get width(): number {
    return this.#size.width
  }

  /** Empty, in CSS pixels; undefined while it is not in sight. */
  begin(): Size | undefined {
    const { width, height } = this.#size
    if (width === 0 || !this.#isInSight) return undefined
    const ratio = window.devicePixelRatio
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.element.width !== w || this.element.height !== h) {
      this.element.width = w
      this.element.height = h
    }
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.context.clearRect(0, 0, width, height)
    return { width, height }
  }
}
