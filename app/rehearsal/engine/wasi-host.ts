// SPDX-License-Identifier: Apache-2.0

/** WASI preview 1 numbers, from the `wasi_snapshot_preview1` witx. */
const SUCCESS = 0
const BAD_FILE = 8
const NOT_FOUND = 44
const CHARACTER_DEVICE = 2
const DIRECTORY = 3
const REGULAR_FILE = 4
const OUTPUT_DIRECTORY_FD = 3
const OUTPUT_FILE_FD = 4
const OUTPUT_DIRECTORY = '/out'

/** Where a command is told to write its result: the one file that exists for it. */
export const OUTPUT_PATH = `${OUTPUT_DIRECTORY}/result`

/** A command left with another code than 0, or without writing its result. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly code = 'command_failed'
}

class Exit extends Error {
  constructor(readonly status: number) {
    super(`exit ${status}`)
  }
}

/** A file in memory that grows by doubling. */
class MemoryFile {
  #bytes = new Uint8Array(1 << 18)
  #length = 0
  #position = 0

  write(source: Uint8Array): void {
    const end = this.#position + source.length
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(source, this.#position)
    this.#position = end
    this.#length = Math.max(this.#length, end)
  }

  seek(offset: number, whence: number): number {
    const base = whence === 0 ? 0 : whence === 1 ? this.#position : this.#length
    this.#position = Math.max(0, base + offset)
    return this.#position
  }

  contents(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

/**
 * Runs one WASI command in memory and gives back what it wrote to {@link OUTPUT_PATH}.
 *
 * Only the thirteen calls that a command which reads its arguments and writes one file needs. Node's own `node:wasi` would
 * do, but prints an experimental warning per thread and needs a directory on disk for every result.
 *
 * @param args the command's own name first.
 * @throws CommandFailed when the command fails or writes nothing.
 */
export function runCommand(module: WebAssembly.Module, args: readonly string[]): Uint8Array {
  const encoder = new TextEncoder()
  const argv = args.map((arg) => encoder.encode(`${arg.replaceAll('\0', '')}\0`))
  const directory = encoder.encode(OUTPUT_DIRECTORY)
  let result: MemoryFile | undefined
  let memory: WebAssembly.Memory | undefined
  const bytes = () => new Uint8Array(memory?.buffer ?? new ArrayBuffer(0))
  const view = () => new DataView(memory?.buffer ?? new ArrayBuffer(0))

  const calls: Record<string, (...args: never[]) => number> = {
    args_sizes_get: (count: number, size: number) => {
      view().setUint32(count, argv.length, true)
      const total = argv.reduce((sum, arg) => sum + arg.length, 0)
      view().setUint32(size, total, true)
      return SUCCESS
    },
    args_get: (pointers: number, buffer: number) => {
      let at = buffer
      argv.forEach((arg, index) => {
        view().setUint32(pointers + index * 4, at, true)
        bytes().set(arg, at)
        at += arg.length
      })
      return SUCCESS
    },
    clock_time_get: (_clock: number, _precision: bigint, time: number) => {
      view().setBigUint64(time, BigInt(Math.round(performance.now() * 1e6)), true)
      return SUCCESS
    },
    fd_close: () => SUCCESS,
    fd_fdstat_set_flags: () => SUCCESS,
    fd_fdstat_get: (fd: number, stat: number) => {
      const type = fd === OUTPUT_FILE_FD ? REGULAR_FILE : fd === OUTPUT_DIRECTORY_FD ? DIRECTORY : CHARACTER_DEVICE
      bytes().fill(0, stat, stat + 24)
      view().setUint8(stat, type)
      view().setBigUint64(stat + 8, 0xffff_ffff_ffff_ffffn, true)
      view().setBigUint64(stat + 16, 0xffff_ffff_ffff_ffffn, true)
      return fd <= OUTPUT_FILE_FD ? SUCCESS : BAD_FILE
    },
    fd_prestat_get: (fd: number, prestat: number) => {
      if (fd !== OUTPUT_DIRECTORY_FD) return BAD_FILE
      view().setUint32(prestat, 0, true)
      view().setUint32(prestat + 4, directory.length, true)
      return SUCCESS
    },
    fd_prestat_dir_name: (fd: number, path: number, length: number) => {
      if (fd !== OUTPUT_DIRECTORY_FD) return BAD_FILE
      bytes().set(directory.subarray(0, length), path)
      return SUCCESS
    },
    fd_read: (_fd: number, _vectors: number, _count: number, read: number) => {
      view().setUint32(read, 0, true)
      return SUCCESS
    },
    fd_seek: (fd: number, offset: bigint, whence: number, position: number) => {
      if (fd !== OUTPUT_FILE_FD || !result) return BAD_FILE
      view().setBigUint64(position, BigInt(result.seek(Number(offset), whence)), true)
      return SUCCESS
    },
    fd_write: (fd: number, vectors: number, count: number, written: number) => {
      let total = 0
      for (let index = 0; index < count; index++) {
        const start = view().getUint32(vectors + index * 8, true)
        const length = view().getUint32(vectors + index * 8 + 4, true)
        if (fd === OUTPUT_FILE_FD) result?.write(bytes().subarray(start, start + length))
        total += length
      }
      view().setUint32(written, total, true)
      return SUCCESS
    },
    path_open: (
      _directory: number,
      _lookup: number,
      path: number,
      length: number,
      _flags: number,
      _rights: bigint,
      _inheriting: bigint,
      _fdFlags: number,
      opened: number,
    ) => {
      const name = new TextDecoder().decode(bytes().slice(path, path + length))
      if (!OUTPUT_PATH.endsWith(`/${name}`)) return NOT_FOUND
      result = new MemoryFile()
      view().setUint32(opened, OUTPUT_FILE_FD, true)
      return SUCCESS
    },
    proc_exit: (status: number) => {
      throw new Exit(status)
    },
  }

  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: calls })
  const { memory: exported, _start: start } = instance.exports
  if (!(exported instanceof WebAssembly.Memory) || typeof start !== 'function')
    throw new CommandFailed('the module is not a WASI command')
  memory = exported
  try {
    start()
  } catch (error) {
    if (!(error instanceof Exit)) throw error
    if (error.status !== 0) throw new CommandFailed(`${args[0]} left with code ${error.status}`)
  }
  if (!result) throw new CommandFailed(`${args[0]} wrote no result`)
  return result.contents()
}
