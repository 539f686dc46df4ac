using Stylize.Engine.DotArt;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation;

namespace Stylize.Engine.Catalog;

/// <summary>The operations that can be measured, estimated and tuned, by name.</summary>
public static class OperationCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OperationDescriptor> All { get; } = [new PixelArtDescriptor(), new DotArtDescriptor(), new GaussianImageDescriptor(), new RegionsDescriptor()];

    /// <summary>One by its command-line or PowerShell name, in any case.</summary>
    /// <exception cref="StylizeException">There is none of that name; the message lists those there are.</exception>
    public static OperationDescriptor Find(string name) =>
        All.FirstOrDefault(d => d.Name.Equals(name, StringComparison.OrdinalIgnoreCase) || d.PascalName.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw StylizeException.Option("Operation", name, "one of " + string.Join(", ", All.Select(d => d.PascalName)));
}
