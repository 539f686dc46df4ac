// Starts the runtime with the assemblies. They are one file, whose first line lists names and sizes. Servers compress .wasm files.
import { dotnet } from "./_framework/dotnet.js";

async function read(name) {
  const url = new URL(name, import.meta.url);
  if (url.protocol === "file:") return (await import("node:fs/promises")).readFile(url);
  return new Uint8Array(await (await fetch(url)).arrayBuffer());
}

async function readAssemblies() {
  const bytes = await read("assemblies.wasm"), end = bytes.indexOf(10), sizes = new TextDecoder().decode(bytes.subarray(0, end));
  let from = end + 1;
  return new Map(Object.entries(JSON.parse(sizes)).map(([name, size]) => [name, bytes.subarray(from, from += size)]));
}

/** Starts the runtime and returns the namespace Stylize.Web. */
export async function start(imports = {}) {
  const assemblies = readAssemblies(), load = async name => new Response((await assemblies).get(name));
  const { setModuleImports, getAssemblyExports, getConfig } = await dotnet
    .withResourceLoader((type, name) => type === "assembly" ? load(name) : null).create();
  setModuleImports("worker", imports);
  return (await getAssemblyExports(getConfig().mainAssemblyName)).Stylize.Web;
}
