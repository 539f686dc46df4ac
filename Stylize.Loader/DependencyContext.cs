using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Stylize.Loader;

/// <summary>Loads the engine and its dependencies from the Dependencies folder, separately from assemblies of other
/// modules.</summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private static readonly DependencyContext Instance = new();

    private readonly string _folder =
        Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "Dependencies");

    private DependencyContext()
        : base("Stylize")
    {
    }

    /// <summary>Resolves the engine for the whole process. Repeated calls have no effect.</summary>
    internal static void Register()
    {
        Default.Resolving -= Resolve;
        Default.Resolving += Resolve;
    }

    // A package for all platforms also contains assemblies that are compiled ahead of time for some platforms.
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var file = assemblyName.Name + ".dll";
        string[] folders = [.. Platforms().Select(platform => Path.Combine(_folder, "compiled", platform)), _folder];
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists) is { } path
            ? LoadFromAssemblyPath(path)
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (var platform in Platforms())
        {
            foreach (var name in FileNames(unmanagedDllName))
            {
                var path = Path.Combine(_folder, "runtimes", platform, "native", name);
                if (File.Exists(path)) return LoadUnmanagedDllFromPath(path);
            }
        }

        return 0;
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name?.StartsWith("Stylize.", StringComparison.Ordinal) == true ? Instance.Load(name) : null;

    private static IEnumerable<string> Platforms()
    {
        // The identifier of the runtime distinguishes musl from glibc. In builds of a distribution, it names the
        // distribution.
        yield return RuntimeInformation.RuntimeIdentifier;
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        yield return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private static IEnumerable<string> FileNames(string library)
    {
        yield return library;
        if (OperatingSystem.IsWindows())
        {
            yield return library + ".dll";
            yield break;
        }

        var extension = OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        yield return "lib" + library + extension;
        yield return library + extension;
    }
}

/// <summary>Registers the load context. As a nested module it runs before PowerShell loads the types of the cmdlets,
/// some of which need the engine.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <summary>Called at each import, in any runspace.</summary>
    public void OnImport() => DependencyContext.Register();
}
