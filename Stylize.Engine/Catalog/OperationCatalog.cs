using Stylize.Engine.Operations;

namespace Stylize.Engine.Catalog;

/// <summary>The operations that can be measured, estimated and tuned, by name.</summary>
public static class OperationCatalog
{
    /// <summary>All of them, in the order to list them.</summary>
    public static IReadOnlyList<OperationDescriptor> All { get; } =
        [new PixelArtDescriptor(), new DotArtDescriptor(), new GaussianImageDescriptor(), new RegionsDescriptor()];

    /// <summary>The operation of a name.</summary>
    /// <param name="name">Its command-line or PowerShell name, in upper or lower case.</param>
    /// <exception cref="StylizeException">There is none of that name; the message lists all names.</exception>
    public static OperationDescriptor Find(string name) =>
        All.FirstOrDefault(d => name.Equals(d.Name, StringComparison.OrdinalIgnoreCase)
            || name.Equals(d.PascalName, StringComparison.OrdinalIgnoreCase))
        ?? throw StylizeException.NoSuch("Operation", "operation", name, All.Select(d => d.PascalName));
}
