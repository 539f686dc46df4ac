using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.PixelArt;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.VectorArt;

namespace Stylize.Engine.Catalog;

/// <summary>The list of operations, from which all other lists derive.</summary>
public static class OperationCatalog
{
    /// <summary>All operations in display order.</summary>
    public static IReadOnlyList<OperationDefinition> All { get; } =
    [
        PixelArtDefinition.Value, RestoreDefinition.Value, DotArtDefinition.Value, VectorArtDefinition.Value,
        GaussianEncodeDefinition.Value, GaussianDecodeDefinition.Value, GaussianEditDefinition.Value,
        .. OperatingSystem.IsBrowser() ? [] : (OperationDefinition[])[SegmentDefinition.Value], RegionsDefinition.Value,
    ];

    /// <summary>The operations with presets, which can be measured.</summary>
    public static IEnumerable<OperationDefinition> WithPresets => All.Where(operation => operation.HasPresets);

    /// <summary>The operations that workers can run.</summary>
    public static IEnumerable<OperationDefinition> ForWorkers => All.Where(operation => operation.CanSubmit);

    /// <summary>Finds an operation by its name in any spelling, or by the noun of its cmdlet, such as
    /// "GaussianImage".</summary>
    /// <param name="among">The operations to choose from; null for those with presets.</param>
    /// <exception cref="StylizeException">OptionInvalid: unknown name.</exception>
    public static OperationDefinition Find(string name, IEnumerable<OperationDefinition>? among = null) =>
        (among ??= WithPresets).FirstOrDefault(operation => operation.IsNamed(name))
        ?? among.FirstOrDefault(operation => operation.Cmdlet.EndsWith("-" + name, StringComparison.OrdinalIgnoreCase))
        ?? throw StylizeException.NoSuch(
            "Operation", "operation", name, among.Select(operation => operation.PascalName));

    /// <summary>Returns the operation of a cmdlet, such as "New-GaussianImage"; null if it has none.</summary>
    public static OperationDefinition? OfCmdlet(string cmdlet) =>
        All.FirstOrDefault(operation => operation.Cmdlet.Equals(cmdlet, StringComparison.OrdinalIgnoreCase));
}
