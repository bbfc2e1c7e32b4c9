/** WebAssembly as Node has it; its types come with browsers' alone. */

export interface WasmMemory {
  /** Another one after the memory has grown. */
  readonly buffer: ArrayBuffer
}

export interface WasmModule {
  readonly wasm: unique symbol
}

export interface WasmInstance {
  readonly exports: object
}

interface Wasm {
  readonly Module: new (bytes: Uint8Array) => WasmModule
  readonly Instance: new (module: WasmModule, imports: object) => WasmInstance
}

export const { Module, Instance } = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly
