using System.Management.Automation;

namespace Stylize.Loader;

/// <summary>
/// Makes the module's private dependencies loadable. It is a nested module, so it runs before PowerShell looks at the types of the
/// cmdlets, some of which cannot be loaded without the engine.
/// </summary>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    /// <summary>Called by PowerShell at every import, in any runspace.</summary>
    public void OnImport() => DependencyContext.Register();
}
