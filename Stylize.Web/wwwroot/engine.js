// Starts the runtime with the assemblies. They are one file, whose first line lists names and sizes. Servers compress .wasm files.
import { dotnet } from "./_framework/dotnet.js";

async function read(name, loaded) {
  const url = new URL(name, import.meta.url);
  if (url.protocol === "file:") return (await import("node:fs/promises")).readFile(url);
  const pieces = [], reader = (await fetch(url)).body.getReader();
  let count = 0, total = 0;
  for (let next; !(next = await reader.read()).done;) {
    pieces.push(next.value);
    count += next.value.length;
    if (pieces.length === 1 && next.value.includes(10)) total = Object.values(sizesOf(next.value)).reduce((sum, size) => sum + size, 0);
    if (total) loaded?.(Math.min(1, count / total));
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

const sizesOf = bytes => JSON.parse(new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(10))));

async function readAssemblies(loaded) {
  const bytes = await read("assemblies.wasm", loaded);
  let from = bytes.indexOf(10) + 1;
  return new Map(Object.entries(sizesOf(bytes)).map(([name, size]) => [name, bytes.subarray(from, from += size)]));
}

/** Starts the runtime and returns the namespace Stylize.Web. */
export async function start(imports = {}) {
  const assemblies = readAssemblies(imports.loaded), load = async name => new Response((await assemblies).get(name));
  const { setModuleImports, getAssemblyExports, getConfig } = await dotnet
    .withResourceLoader((type, name) => type === "assembly" ? load(name) : null).create();
  setModuleImports("worker", imports);
  return (await getAssemblyExports(getConfig().mainAssemblyName)).Stylize.Web;
}
