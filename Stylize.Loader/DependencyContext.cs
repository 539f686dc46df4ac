using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;

namespace Stylize.Loader;

/// <summary>Loads the engine and all that it needs from the Dependencies folder, apart from what other modules have loaded.</summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private static readonly DependencyContext Instance = new();

    // What the cmdlet assembly itself refers to; everything else is asked for from inside this context.
    private static readonly HashSet<string> EntryPoints =
        new(StringComparer.OrdinalIgnoreCase) { "Stylize.Engine", "Stylize.Codecs", "Stylize.Storage", "Stylize.Workers" };

    private readonly string _folder = Path.Combine(Path.GetDirectoryName(typeof(DependencyContext).Assembly.Location)!, "Dependencies");

    private DependencyContext()
        : base("Stylize")
    {
    }

    /// <summary>Answers requests for the engine from now on; once is enough for the whole process.</summary>
    internal static void Register()
    {
        Default.Resolving -= Resolve;
        Default.Resolving += Resolve;
    }

    // A package for all platforms carries beside the plain assemblies those that are compiled ahead of time for some of them.
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
        name.Name is { } simpleName && EntryPoints.Contains(simpleName) ? Instance.LoadFromAssemblyName(name) : null;

    private static IEnumerable<string> Platforms()
    {
        // The identifier that the runtime was built for tells musl from glibc; a distribution's own build names the distribution.
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

/// <summary>Makes the module's private dependencies loadable. It is a nested module, so it runs before PowerShell looks at the types of the
/// cmdlets, some of which cannot be loaded without the engine.</summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <summary>Called by PowerShell at every import, in any runspace.</summary>
    public void OnImport() => DependencyContext.Register();
}
