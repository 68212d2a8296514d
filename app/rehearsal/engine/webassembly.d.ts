// SPDX-License-Identifier: Apache-2.0

/** The part of WebAssembly's JavaScript interface that is used here; without DOM types nothing declares it for Node. */
declare namespace WebAssembly {
  class Memory {
    readonly buffer: ArrayBuffer
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
