using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Catalog;

/// <summary>The list of operations. Every other list of them is derived from it.</summary>
public static class OperationCatalog
{
    /// <summary>All operations, in the order to list them.</summary>
    public static IReadOnlyList<OperationDefinition> All { get; } =
    [
        PixelArtDefinition.Value, RestoreDefinition.Value, DotArtDefinition.Value,
        GaussianEncodeDefinition.Value, GaussianDecodeDefinition.Value, GaussianEditDefinition.Value,
        SegmentDefinition.Value, RegionsDefinition.Value,
    ];

    /// <summary>The operations that have presets; these can be measured.</summary>
    public static IEnumerable<OperationDefinition> WithPresets => All.Where(operation => operation.HasPresets);

    /// <summary>The operations that workers can do.</summary>
    public static IEnumerable<OperationDefinition> ForWorkers => All.Where(operation => operation.CanSubmit);

    /// <summary>The operation of a name, in any spelling, or of the noun of its cmdlet, such as "GaussianImage".</summary>
    /// <param name="among">The operations to choose from; null for those that have presets.</param>
    /// <exception cref="StylizeException">OptionInvalid: no operation has that name; the message lists all names.</exception>
    public static OperationDefinition Find(string name, IEnumerable<OperationDefinition>? among = null) =>
        (among ??= WithPresets).FirstOrDefault(operation => operation.IsNamed(name))
        ?? among.FirstOrDefault(operation => operation.Cmdlet.EndsWith("-" + name, StringComparison.OrdinalIgnoreCase))
        ?? throw StylizeException.NoSuch("Operation", "operation", name, among.Select(operation => operation.PascalName));

    /// <summary>The operation of a cmdlet, such as "New-GaussianImage"; null if it is not the cmdlet of an operation.</summary>
    public static OperationDefinition? OfCmdlet(string cmdlet) =>
        All.FirstOrDefault(operation => operation.Cmdlet.Equals(cmdlet, StringComparison.OrdinalIgnoreCase));
}
