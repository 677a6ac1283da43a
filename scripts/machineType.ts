// For which machine a native library was built, read from the file itself: names of prebuilt files have been wrong.

/** `e_machine` (ELF), `cputype` (Mach-O) and `Machine` (PE) of the processors VS Code runs on. */
const elf: Record<number, string> = { 0x03: "ia32", 0x28: "arm", 0x3e: "x64", 0xb7: "arm64" };
const machO: Record<number, string> = { 0x01000007: "x64", 0x0100000c: "arm64" };
const pe: Record<number, string> = { 0x014c: "ia32", 0x8664: "x64", 0xaa64: "arm64" };

/**
 * The machine a library is for, as `<system>-<processor>`: `linux-x64`, `linuxmusl-x64`, `linux-arm`, `darwin-arm64`, `win32-x64`.
 * A Linux library is musl's when it asks for musl's libc by name.
 * @throws {Error} when it is none of ELF, thin 64-bit Mach-O, PE, or for another processor.
 */
export function machineType(file: Buffer): string {
  if (file.readUInt32BE(0) === 0x7f454c46) {
    return `${file.includes("libc.musl-") ? "linuxmusl" : "linux"}-${known(elf, file.readUInt16LE(18))}`;
  }
  if (file.readUInt32LE(0) === 0xfeedfacf) return `darwin-${known(machO, file.readUInt32LE(4))}`;
  if (file.toString("latin1", 0, 2) === "MZ") {
    const header = file.readUInt32LE(0x3c);
    if (file.toString("latin1", header, header + 4) === "PE\0\0")
      return `win32-${known(pe, file.readUInt16LE(header + 4))}`;
  }
  throw new Error("not a native library: neither ELF, 64-bit Mach-O nor PE");
}

function known(processors: Record<number, string>, code: number): string {
  const name = processors[code];
  if (name === undefined) throw new Error(`a native library for an unknown processor (0x${code.toString(16)})`);
  return name;
}
